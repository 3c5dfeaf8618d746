/** What a layer is published to be: channels, height, width put out for one image, parameters, multiply-adds. */
export interface Published {
  readonly name: string;
  readonly out: readonly [number, number, number];
  readonly params: number;
  readonly macs: number;
}

const layer = (name: string, channels: number, [size, params, macs]: readonly [number, number, number]): Published => ({
  name,
  out: [channels, size, size],
  params,
  macs,
});

/** AlexNet at a crop of 227, from conv1 to prob; CaffeNet has its first two pools before its norms. */
export const alexnet: readonly Published[] = [
  layer("conv1", 96, [55, 34_944, 105_415_200]),
  layer("norm1", 96, [55, 0, 0]),
  layer("pool1", 96, [27, 0, 0]),
  layer("conv2", 256, [27, 307_456, 223_948_800]),
  layer("norm2", 256, [27, 0, 0]),
  layer("pool2", 256, [13, 0, 0]),
  layer("conv3", 384, [13, 885_120, 149_520_384]),
  layer("conv4", 384, [13, 663_936, 112_140_288]),
  layer("conv5", 256, [13, 442_624, 74_760_192]),
  layer("pool5", 256, [6, 0, 0]),
  layer("fc6", 4096, [1, 37_752_832, 37_748_736]),
  layer("fc7", 4096, [1, 16_781_312, 16_777_216]),
  layer("fc8", 1000, [1, 4_097_000, 4_096_000]),
  layer("prob", 1000, [1, 0, 0]),
];

/** GoogLeNet outside its inception modules. */
export const googlenet: readonly Published[] = [
  layer("conv1/7x7_s2", 64, [112, 9472, 118_013_952]),
  layer("pool1/3x3_s2", 64, [56, 0, 0]),
  layer("pool1/norm1", 64, [56, 0, 0]),
  layer("conv2/3x3_reduce", 64, [56, 4160, 12_845_056]),
  layer("conv2/3x3", 192, [56, 110_784, 346_816_512]),
  layer("conv2/norm2", 192, [56, 0, 0]),
  layer("pool2/3x3_s2", 192, [28, 0, 0]),
  layer("pool3/3x3_s2", 480, [14, 0, 0]),
  layer("pool4/3x3_s2", 832, [7, 0, 0]),
  layer("pool5/7x7_s1", 1024, [1, 0, 0]),
  layer("loss3/classifier", 1000, [1, 1_025_000, 1_024_000]),
  layer("prob", 1000, [1, 0, 0]),
];

/** An inception module of GoogLeNet: channels put out by each convolution, and the sums over the module. */
export interface Module {
  readonly name: string;
  readonly size: number;
  readonly channels: Readonly<Record<string, number>>;
  readonly out: number;
  readonly params: number;
  readonly macs: number;
}

const branches = ["1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool_proj"];
const inception = (
  name: string,
  size: number,
  channels: readonly number[],
  [out, params, macs]: readonly [number, number, number],
): Module => ({
  name,
  size,
  channels: Object.fromEntries(branches.map((branch, index) => [branch, channels[index] ?? 0])),
  out,
  params,
  macs,
});

/** The nine of them. */
export const modules: readonly Module[] = [
  inception("3a", 28, [64, 96, 128, 16, 32, 32], [256, 163_696, 128_049_152]),
  inception("3b", 28, [128, 128, 192, 32, 96, 64], [480, 388_736, 304_267_264]),
  inception("4a", 14, [192, 96, 208, 16, 48, 64], [512, 376_176, 73_608_192]),
  inception("4b", 14, [160, 112, 224, 24, 64, 64], [512, 449_160, 87_908_352]),
  inception("4c", 14, [128, 128, 256, 24, 64, 64], [512, 510_104, 99_850_240]),
  inception("4d", 14, [112, 144, 288, 32, 64, 64], [528, 605_376, 118_515_712]),
  inception("4e", 14, [256, 160, 320, 32, 128, 128], [832, 868_352, 169_996_288]),
  inception("5a", 7, [256, 160, 320, 32, 128, 128], [832, 1_043_456, 51_079_168]),
  inception("5b", 7, [384, 192, 384, 48, 128, 128], [1024, 1_444_080, 70_697_984]),
];

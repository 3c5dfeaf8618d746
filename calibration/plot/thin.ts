/** More points than can be told apart make a file that no browser opens. */
const MOST = 2000;

/** Every so many of a long list of points, and the line of text that says so. */
export function thinned<Point>(points: readonly Point[]): {
  readonly kept: readonly Point[];
  readonly said: readonly string[];
} {
  if (points.length <= MOST) return { kept: points, said: [] };
  const stride = Math.ceil(points.length / MOST);
  const kept = points.filter((_, index) => index % stride === 0);
  return { kept, said: [`Drawn: one in ${stride} of ${points.length} points`] };
}

// A part of cuDNN that only has to be there.

import * as fc from "fast-check";

// Without it an array of "at most 800" has ten items at the most: what was said is what is drawn from.
fc.configureGlobal({ defaultSizeToMaxWhenMaxSpecified: true });

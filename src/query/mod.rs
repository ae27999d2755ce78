//! Questions in, ranked hits out.

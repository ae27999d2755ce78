//! Verdicts on small indexes.

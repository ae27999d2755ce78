//! Hits and statements out: cards for the terminal, JSON, CSV. Knows no files and no index.

pub mod json;

//! Statements on disk.

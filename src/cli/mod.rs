//! Flags, streams and exit codes.

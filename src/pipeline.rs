//! From folders to a committed index: reading, extraction and indexing side by side.

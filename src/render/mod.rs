//! Hits out: terminal cards, JSON, CSV.

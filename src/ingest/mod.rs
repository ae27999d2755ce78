//! Files in, documents out.

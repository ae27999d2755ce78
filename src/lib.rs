//! Search who said what, when, and through whom.
//!
//! ```text
//!  corpus/ ─▶ ingest ─▶ Document ─▶ extract ─▶ Statement ─▶ index ─▶ index/
//!                                                 ▲                    │
//!                      speakers.toml ─▶ people ───┘                    │
//!                                                                      │
//!  terminal, CSV, JSON ◀─ render ◀─ Hit ◀──────────────── query ◀──────┘
//! ```

pub mod text;

pub mod model;

pub mod ingest;

pub mod extract;

pub mod people;

pub mod index;

pub mod pipeline;

pub mod query;

pub mod render;

pub mod cli;

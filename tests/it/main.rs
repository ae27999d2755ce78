//! All integration tests, in one binary: it links tantivy once.
#![allow(clippy::unwrap_used, reason = "in a test, to stop is to fail")]
#![allow(clippy::print_stdout, reason = "a test that is skipped says so")]
#![allow(unreachable_pub, reason = "the modules of a test binary have no outside")]

mod anything;
mod bench;
mod cite;
mod commands;
mod damaged;
mod env;
mod examples;
mod explain;
mod figures;
mod formats;
mod fuzzed;
mod help;
mod hostile;
mod index;
mod indexing;
mod ingest;
mod output;
mod pages;
mod people;
mod people_changes;
mod properties;
mod quality;
mod ranking;
mod reading;
mod saved;
mod search;
mod sources;
mod statements;
mod survive;
mod tidy;
mod tongues;
mod tui;
mod twins;
mod variants;
mod verify;
mod watch;

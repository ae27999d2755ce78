//! See `onrecord_fuzz::json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| onrecord_fuzz::json(input));

//! See `onrecord_fuzz::extract`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| onrecord_fuzz::extract(input));

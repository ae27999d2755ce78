//! See `onrecord_fuzz::search`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| onrecord_fuzz::search(input));

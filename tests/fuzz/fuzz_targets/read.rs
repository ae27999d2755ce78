//! See `onrecord_fuzz::read`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| onrecord_fuzz::read(input));

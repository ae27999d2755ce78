//! Web pages: the article without the page around it.

use super::{
    Fault,
    read::{Each, Flow, Reading},
};

pub(super) fn read(_: &Reading, _: Vec<u8>, _declared: Option<&str>, _: Each<'_>) -> Flow {
    Err((None, Fault::Unsupported("HTML".to_owned())))
}

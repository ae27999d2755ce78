//! E-mails, one or many to a file.

use super::{
    Fault,
    read::{Each, Flow, Reading},
};

pub(super) fn read(_: &Reading, _: Vec<u8>, _: Each<'_>) -> Flow {
    Err((None, Fault::Unsupported("an e-mail".to_owned())))
}

pub(super) fn read_mbox(_: &Reading, _: &mut dyn std::io::BufRead, _: Each<'_>) -> Flow {
    Err((None, Fault::Unsupported("mbox".to_owned())))
}

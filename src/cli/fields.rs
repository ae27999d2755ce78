//! `onrecord fields`: the table of fields as help.

use clap::Args;

use super::{CliError, Outcome, Setting};
use crate::{
    index::{FIELDS, Field},
    render::table,
};

const EXAMPLES: &str = "\
Examples:
  onrecord fields";

/// List the fields that a query can name
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct FieldsArgs {}

pub(super) fn run(setting: &Setting) -> Result<Outcome, CliError> {
    setting.screen.show(|out| table::columns(out, &rows()))?;
    Ok(Outcome::Done)
}

/// Name, example and meaning of each field that can stand before a colon.
pub(super) fn rows() -> Vec<Vec<String>> {
    let row = |field: &Field| {
        let names: Vec<String> = field.names().map(|name| format!("{name}:")).collect();
        vec![names.join(" "), field.example.to_owned(), field.help.to_owned()]
    };
    FIELDS.iter().filter(|field| field.is_prefix()).map(row).collect()
}

//! `onrecord fields`: the tables of fields and operators as help.

use clap::Args;

use super::{CliError, Outcome, Setting};
use crate::{
    index::{FIELDS, Field},
    query::{self, OPERATORS},
    render::table,
};

const EXAMPLES: &str = "\
Examples:
  onrecord fields";

/// List the fields that a query can name, and the operators
#[derive(Args, Debug)]
#[command(before_help = EXAMPLES)]
pub(super) struct FieldsArgs {}

pub(super) fn run(setting: &Setting) -> Result<Outcome, CliError> {
    setting.screen.show(|out| {
        table::columns(out, &rows())?;
        writeln!(out)?;
        table::columns(out, &operators())
    })?;
    Ok(Outcome::Done)
}

/// Form, example and meaning of each operator.
pub(super) fn operators() -> Vec<Vec<String>> {
    let row = |it: &query::Operator| [it.form, it.example, it.help].map(str::to_owned).to_vec();
    OPERATORS.iter().map(row).collect()
}

/// Name, example and meaning of each field that can stand before a colon.
pub(super) fn rows() -> Vec<Vec<String>> {
    let row = |field: &Field| {
        let names: Vec<String> = field.names().map(|name| format!("{name}:")).collect();
        vec![names.join(" "), field.example.to_owned(), field.help.to_owned()]
    };
    FIELDS.iter().filter(|field| field.is_prefix()).map(row).collect()
}

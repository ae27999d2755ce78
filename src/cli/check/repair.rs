//! Mends an index: what is written twice from the other place, the rest from the texts.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use super::{
    super::{
        CliError, Outcome, Setting, index as indexing,
        output::{print, say},
        people::PeopleFile,
        problems::counted,
        topic_args::TopicArgs,
    },
    tell,
};
use crate::{
    extract::Extractor,
    index::{self, Check, IndexError, Store},
    pipeline::IndexOptions,
};

pub(super) fn run(topics: &TopicArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let path = &setting.places.index;
    let check = looked_at(path)?;
    if check.damage.is_empty() && check.left.is_empty() {
        tell(&check, "", setting)?;
        return Ok(Outcome::Done);
    }
    for damage in &check.damage {
        say(&format!("damaged: {damage}"));
    }
    for mended in index::mend(path)? {
        say(&format!("mended: {mended}"));
    }
    let check = looked_at(path)?;
    if check.damage.is_empty() {
        tell(&check, "", setting)?;
        return Ok(Outcome::Done);
    }
    rebuild(topics, setting)
}

/// What is wrong; where the damage ends the looking, too, that is all there is to say.
fn looked_at(path: &Path) -> Result<Check, CliError> {
    match catch_unwind(AssertUnwindSafe(|| index::check(path))) {
        Ok(Err(IndexError::Damaged { what, .. })) => {
            Ok(Check { damage: vec![what], ..Check::default() })
        }
        Ok(check) => Ok(check?),
        Err(_) => {
            let what = "its files cannot be read".to_owned();
            Ok(Check { damage: vec![what], ..Check::default() })
        }
    }
}

/// Writes the index anew from the texts that are there, and says which are not.
fn rebuild(topics: &TopicArgs, setting: &Setting) -> Result<Outcome, CliError> {
    let places = &setting.places;
    let before = documents(&places.index);
    let paths = texts(setting)?;
    let (topics, settings) = topics.resolve()?;
    let (people, _) = PeopleFile::read(places)?.told();
    let options = IndexOptions {
        index: places.index.clone(),
        settings,
        people,
        rebuild: true,
        ..IndexOptions::default()
    };
    let report = indexing::watched(&paths, &Extractor::new(topics), options)?;
    indexing::tell(&report);
    if report.new == 0 {
        let what = "there is nothing to write the index again from";
        return Err(CliError::user(what).hint(indexing::SAY_WHAT));
    }
    say("rebuilt: the index is written again from the texts");
    let after = index::keys_left(&places.index)?;
    let Some(before) = before else {
        say("what else the damaged index held cannot be told");
        return Ok(Outcome::Done);
    };
    let lost: Vec<&String> = before.difference(&after).collect();
    print(|out| {
        lost.iter().try_for_each(|key| {
            writeln!(out, "lost: `{key}`, whose text is not there any more or is another one")
        })
    })?;
    say(&format!("{} lost", counted(lost.len() as u64, "document")));
    Ok(Outcome::found(lost.is_empty()))
}

/// What the index was made of, as far as that is there.
fn texts(setting: &Setting) -> Result<Vec<PathBuf>, CliError> {
    let places = &setting.places;
    let given = match Store::made_of(&places.index) {
        Ok(made_of) => made_of.given,
        Err(error) => match &places.corpus {
            Some(corpus) => BTreeSet::from([corpus.clone()]),
            None => return Err(CliError::user(error).hint(indexing::SAY_WHAT)),
        },
    };
    let (there, gone): (Vec<_>, Vec<_>) = given.into_iter().partition(|path| path.exists());
    for path in gone {
        say(&format!("`{}` is gone", path.display()));
    }
    if there.is_empty() {
        let what = "no text is there that the index could be written again from";
        return Err(CliError::user(what).hint(indexing::SAY_WHAT));
    }
    Ok(there)
}

/// The documents of a damaged index, if they can be read.
fn documents(path: &Path) -> Option<BTreeSet<String>> {
    catch_unwind(|| index::keys_left(path).ok()).ok().flatten()
}

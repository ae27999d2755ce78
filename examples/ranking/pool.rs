//! Prints what has not been judged yet, for the judge: query by query in the order of ids, so that
//! neither system nor rank can be seen.

use std::collections::{BTreeSet, HashMap};

use onrecord::model::Record;

use crate::judged::Asked;

/// How many words of a quote, and of the sentences around it, are shown.
const SHOWN: usize = 110;

pub fn print(asked: &Asked, pool: &BTreeSet<String>, records: &HashMap<&str, &Record>) {
    println!("\n## {} [{}] {}\n   {}", asked.number, asked.kind, asked.text, asked.need);
    for id in pool.iter().filter(|id| !asked.grades.contains_key(*id)) {
        let Some(record) = records.get(id.as_str()) else { continue };
        let name = |agent: &onrecord::model::Agent| agent.name.clone();
        let speaker = record.speaker.as_ref().map(name).unwrap_or_default();
        let to: Vec<String> = record.addressees.iter().map(name).collect();
        let via: Vec<String> = record.via.iter().map(name).collect();
        let day = onrecord::query::day(record).map(|day| day.to_string()).unwrap_or_default();
        println!(
            "{id} {speaker} > {} via {} {day} [{}]",
            to.join("; "),
            via.join("; "),
            title(record)
        );
        println!("   {}", shown(&record.quote));
        if record.context.len() > record.quote.len() + 8 && record.quote.len() < 300 {
            println!("   ~ {}", shown(&record.context));
        }
    }
}

fn title(record: &Record) -> String {
    let title = record.title.as_deref().unwrap_or(&record.document);
    title.chars().take(60).collect()
}

fn shown(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= SHOWN {
        return words.join(" ");
    }
    format!("{} … {}", words[..SHOWN - 20].join(" "), words[words.len() - 20..].join(" "))
}

//! Keys and answers, without a terminal.

use super::*;
use crate::render::fixture;

fn row(name: &str) -> Row {
    let mut hit = fixture::hit();
    hit.short_id = format!("{name}/1");
    hit.record.id = format!("{name}0000/1");
    Row::Statement(Box::new(hit))
}

fn found(number: u64, names: &[&str], total: u64) -> Answer {
    let rows = names.iter().map(|name| row(name)).collect();
    Answer { number, found: Found::Rows { rows, total, notes: Vec::new() } }
}

/// A state that shows three of nine rows.
fn three() -> State {
    let mut state = State::new("toll", What::Statements, Sort::Relevance);
    let question = state.ask();
    state.n_visible = 2;
    state.receive(found(question.number, &["aaaa", "bbbb", "cccc"], 3));
    state
}

fn names(rows: &[&Row]) -> Vec<String> {
    rows.iter().map(|row| row.name().to_owned()).collect()
}

#[test]
fn typing_asks_anew_and_the_newest_answer_is_shown() {
    let mut state = three();
    state.selected = 2;
    assert_eq!(state.update(Command::Insert(" x".to_owned())), Effect::Search);
    let first = state.ask();
    assert_eq!((first.text.as_str(), state.selected), ("toll x", 0));
    assert_eq!(state.update(Command::Edit(Edit::Backspace)), Effect::Search);
    let second = state.ask();
    assert!(state.is_waiting());
    state.receive(found(second.number, &["dddd"], 1));
    state.receive(found(first.number, &["eeee", "ffff"], 2));
    assert_eq!(state.current().unwrap().name(), "dddd/1");
    assert!(!state.is_waiting());
    assert_eq!(state.update(Command::Edit(Edit::Left)), Effect::Nothing, "nothing has changed");
}

#[test]
fn the_cursor_stays_within_the_list() {
    let mut state = three();
    for (command, at) in [
        (Command::Up, 0),
        (Command::Down, 1),
        (Command::PageDown, 2),
        (Command::Down, 2),
        (Command::PageUp, 0),
    ] {
        assert_eq!(state.update(command), Effect::Nothing);
        assert_eq!(state.selected, at);
    }
    state.rows.clear();
    assert_eq!(state.update(Command::Down), Effect::Nothing);
    assert_eq!(state.update(Command::Accept), Effect::Nothing, "there is nothing to take");
}

#[test]
fn more_is_asked_for_near_the_end_and_the_cursor_stays() {
    let mut state = State::new("", What::Statements, Sort::Relevance);
    let question = state.ask();
    let all: Vec<String> = (0..FIRST).map(|n| format!("{n:04}")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    state.receive(found(question.number, &all, 5_000));
    assert_eq!(state.update(Command::Down), Effect::Nothing);
    state.n_visible = 10;
    state.selected = FIRST - 12;
    assert_eq!(state.update(Command::PageDown), Effect::Search);
    let question = state.ask();
    assert_eq!(question.limit, 4 * FIRST);
    state.receive(found(question.number, &["xxxx", "0098"], 5_000));
    assert_eq!(state.current().unwrap().name(), "0098/1");
}

#[test]
fn marks_outlive_the_query() {
    let mut state = three();
    assert_eq!(names(&state.chosen()), ["aaaa/1"]);
    state.update(Command::Down);
    state.update(Command::MarkDown);
    state.update(Command::MarkUp);
    assert_eq!(names(&state.chosen()), ["bbbb/1", "cccc/1"]);
    let question = state.ask();
    state.receive(found(question.number, &["bbbb", "gggg"], 2));
    state.update(Command::MarkDown);
    assert_eq!(names(&state.chosen()), ["cccc/1"], "marked twice is not marked");
    assert_eq!(state.update(Command::Accept), Effect::End(Ending::Take));
    assert_eq!(state.update(Command::AcceptJson), Effect::End(Ending::TakeJson));
}

#[test]
fn switches_ask_anew() {
    let mut state = three();
    let sorts = [Sort::Newest, Sort::Oldest, Sort::Relevance];
    for sort in sorts {
        assert_eq!(state.update(Command::ToggleSort), Effect::Search);
        assert_eq!(state.ask().sort, sort);
    }
    state.update(Command::ToggleFacets);
    assert_eq!(state.ask().facets, Facets::ALL);
    assert_eq!(state.update(Command::TogglePassages), Effect::Search);
    let question = state.ask();
    assert_eq!((question.what, question.facets), (What::Passages, &[][..]));
    assert!(state.preview);
    state.update(Command::TogglePreview);
    assert!(!state.preview);
}

#[test]
fn a_facet_narrows_and_esc_closes_it() {
    use crate::query::FacetValue;
    let mut state = three();
    assert_eq!(state.update(Command::ToggleFacets), Effect::Search);
    let number = state.ask().number;
    assert_eq!(state.update(Command::Accept), Effect::End(Ending::Take), "nothing to narrow by");
    let value = FacetValue {
        label: "Ada Okoye".to_owned(),
        id: "ada-okoye".to_owned(),
        count: 2,
        speeches: 0,
        documents: 1,
    };
    let counts = FacetCounts { facet: Facet::Speaker, values: vec![value], without: 0 };
    state.receive(Answer { number, found: Found::Counts(vec![counts]) });
    assert_eq!(state.update(Command::Down), Effect::Nothing);
    assert_eq!(state.selected, 0, "the list does not move");
    assert_eq!(state.update(Command::Accept), Effect::Search);
    assert_eq!(state.query.text(), "toll speaker:\"Ada Okoye\"");
    assert_eq!(state.update(Command::Accept), Effect::Search);
    assert_eq!(state.query.text(), "toll");
    assert_eq!(state.update(Command::Cancel), Effect::Nothing);
    assert!(!state.facets.open);
    assert_eq!(state.update(Command::Cancel), Effect::End(Ending::Leave));
}

#[test]
fn help_goes_with_any_key() {
    let mut state = three();
    state.update(Command::Help);
    assert!(state.help);
    assert_eq!(state.update(Command::Insert("x".to_owned())), Effect::Nothing);
    assert_eq!((state.help, state.query.text()), (false, "toll"));
    state.update(Command::Help);
    assert_eq!(state.update(Command::Leave), Effect::End(Ending::Leave));
}

#[test]
fn control_d_deletes_and_then_leaves() {
    let mut state = three();
    state.update(Command::Edit(Edit::Start));
    assert_eq!(state.update(Command::DeleteOrLeave), Effect::Search);
    assert_eq!(state.query.text(), "oll");
    state.update(Command::Edit(Edit::End));
    state.update(Command::Edit(Edit::EraseLine));
    assert_eq!(state.update(Command::DeleteOrLeave), Effect::End(Ending::Leave));
}

//! Help, the manual and completions: what is written down is what is there.

use insta::assert_snapshot;
use onrecord::query;

use super::{env::Env, search::news};

const VERBS: &[&str] = &[
    "index",
    "watch",
    "search",
    "show",
    "count",
    "speakers",
    "topics",
    "documents",
    "fields",
    "status",
    "extract",
    "forget",
    "bench",
    "check",
    "completions",
    "man",
];

#[test]
fn help_lists_the_commands() {
    let env = Env::new();
    assert_snapshot!(env.run(["-h"]), @r#"
    Search who said what, when, and through whom

    Usage: onrecord [OPTIONS] <COMMAND>

    Commands:
      index        Bring the index up to date with files and folders
      watch        Keep the index up to date while files change, until Ctrl-C
      search       Find statements by word, speaker, topic and date [alias: s]
      show         Show a statement with its evidence, or the text of a document
      verify       Check quotes: do they stand, in these words, by this speaker?
      variants     Show the copies of a statement, however each was clipped or
                   reworded
      first        Show the earliest copy of a statement in this index, and who has
                   it from whom
      compare      Compare two speakers on one query, or two readouts of one call
      cite         Print references to statements
      count        Count statements by speaker, topic, outlet, kind or date
      trend        Show how often something is said over time
      who          Show who says something most, per 10,000 words of theirs
      kwic         Show every place where a word is said, with the words around it
      tui          Search while you type, in the whole terminal
      explain      Explain how a query is read and what each part of it finds
      save         Keep a search under a name
      run          Ask a saved search again, or list those that are saved
      new          Show what came in since a saved search was last looked at
      people       List people, and put right who is who
      speakers     List who is quoted, most often first
      topics       List what statements are about
      documents    List the documents of the index by path
      fields       List the fields that a query can name, and the operators
      status       Say what is in the index
      extract      Print the statements of files as JSON Lines, without an index
      forget       Take the documents of a file or folder out of the index
      bench        Measure indexing and searching
      check        Read the whole index and say what is damaged
      completions  Print a completion script: `source <(onrecord completions bash)`
      man          Print the manual page: `onrecord man | man -l -`
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help (see more with '--help')
      -V, --version  Print version

    Global options:
          --index <DIR>   Folder of the index [default: the nearest `index/`,
                          upwards] [env: ONRECORD_INDEX]
          --color <WHEN>  When to use color [default: auto]
          --no-pager      Write straight to the terminal

    Exit codes: 0 found or done, 1 nothing found or damage found, 2 something to put
    right (a broken file was skipped, too), 130 interrupted, 70 a bug
    --- exit 0
    "#);
    let bare = env.run::<&str>([]);
    assert_eq!(bare.code, Some(2), "{bare}");
}

#[test]
fn search_explains_itself() {
    assert_snapshot!(Env::new().run(["search", "-h"]), @r#"
    Examples:
      onrecord search toll strait                 both words, in any form
      onrecord search '"safe passage" -harbor'    a phrase, without a word
      onrecord s toll --speaker marrane --since 3w
      onrecord search 'via:hale is:readout' --sort newest --jsonl

    Find statements by word, speaker, topic and date

    Usage: onrecord search [OPTIONS] [QUERY]...

    Arguments:
      [QUERY]...  Words, phrases and `field:value` to look for; nothing finds all

    Options:
      -n, --limit <N>     Show this many at most [default: 10]
          --offset <N>    Pass over the first N
          --sort <ORDER>  Order: relevance (the default), newest or oldest, undated
                          last
          --by <FIELD>    Count all matches by this field too, as `count` does (can
                          be repeated) [possible values: speaker, via, to, topic,
                          outlet, language, doc, kind, wording, year, month]
      -C, --context <N>   Show the sentences around each statement, and N paragraphs
                          before and after them
          --explain       Say what each score is made of
          --all-acts      Find the outer and joint acts of saying as well
          --no-collapse   Show copies of one statement as hits of their own, as
                          `--jsonl`, `--csv` and `-0` do
          --passages      Find passages outside statements instead
      -h, --help          Print help (see more with '--help')

    Filters:
          --speaker <NAME>          Only what this person or office said (can be
                                    repeated)
          --via <NAME>              Only what this person or office passed on (can
                                    be repeated)
          --topic <TOPIC>           Only on this topic and those below it (can be
                                    repeated)
          --outlet <NAME>           Only from this outlet (can be repeated)
          --kind <KIND>             Only of this kind: direct, mixed or indirect
                                    (can be repeated)
          --since <DATE>            Only said, or else reported, on that day or
                                    later: 2024-05-17, 2024-05, 2024 or 3w ago
          --until <DATE>            Only said, or else reported, on that day or
                                    earlier
          --on <DATE>               Only said, or else reported, on these days: a
                                    day, month, year or FIRST..LAST
          --min-confidence <SHARE>  Only where the speaker is at least that likely
                                    right, 0 to 1

    Output:
          --json   Print one JSON object with all hits
          --jsonl  Print one JSON object a line and hit
          --csv    Print CSV with a heading, safe to open in a spreadsheet
      -0, --null   Print only ids, each ended by a NUL byte: `… -0 | xargs -0
                   onrecord show`

    Global options:
          --index <DIR>   Folder of the index [default: the nearest `index/`,
                          upwards] [env: ONRECORD_INDEX]
          --color <WHEN>  When to use color [default: auto]
          --no-pager      Write straight to the terminal
    --- exit 0
    "#);
}

#[test]
fn every_command_has_help_that_fits() {
    let env = Env::new();
    for verb in VERBS {
        for flag in ["-h", "--help"] {
            let help = env.run([verb, flag]).ok();
            assert!(help.contains(&format!("Usage: onrecord {verb}")), "{help}");
            for line in help.lines() {
                assert!(line.chars().count() <= 100, "{verb}: {line}");
            }
        }
    }
}

#[test]
fn a_typo_is_answered_with_what_was_meant() {
    let env = Env::new();
    assert_snapshot!(env.run(["serach", "x"]), @"
    --- stderr
    error: unrecognized subcommand 'serach'

      tip: some similar subcommands exist: 'watch', 'bench', 's', 'extract', 'search'

    Usage: onrecord [OPTIONS] <COMMAND>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(env.run(["--idnex", "x"]), @"
    --- stderr
    error: unexpected argument '--idnex' found

      tip: a similar argument exists: '--index'

    Usage: onrecord --index <DIR> <COMMAND>

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn fields_are_those_of_queries() {
    assert_snapshot!(Env::new().run(["fields"]), @r#"
    speaker: by:     speaker:"pat ryder"    who said it: any words of the name
    via:             via:miller             who passed it on
    to:              to:gallant             to whom it was said
    topic:           topic:middle-east      what it is about, with all topics below
    date: on:        date:2024-10..2024-11  when it was said, else reported: a day, month, year or range
    after: since:    after:2024-05          said, else reported, on that day or later
    before: until:   before:2024-05-17      said, else reported, on that day or earlier
    kind:            kind:direct            how close the text is to what was said: direct, mixed or indirect
    wording: is:     is:own                 whose words they are: own, readout or paraphrase
    outlet:          outlet:reuters         who published it
    language: lang:  language:de            which language the document is in
    doc: document:   doc:rafah-call         in which document: its path, or words of it
    has:             has:date               what must be known: `has:date`
    sure:            sure:0.8               the speaker is at least that likely right, 0 to 1
    words:           words:5..20            how many words the quote has
    quote:           quote:ironclad         the words reported
    context:         context:readout        the sentences around the words reported
    title:           title:briefing         the document's headline

    … …     toll strait            both, in any form
    "…"     "free passage"         these words exactly, in this order
    OR      toll OR fee            either; binds tighter than a blank
    -…      toll -ferry            the one without the other
    (…)     (toll OR fee) strait   a group
    …*      nav*                   every word that begins so
    …~1     marane~1               every word one letter away, or two with ~2: put in, left out, changed, swapped
    NEAR/5  toll NEAR/5 ship       at most five words apart, in either order; 1 is side by side
    ADJ/5   free ADJ/2 passage     the second at most so many words behind the first
    "…"~3   "passage free"~3       these words in any order, at most three others among them
    …..…    date:2031-03..2031-06  a range, open where nothing stands: of days, shares, numbers of words
    days    since:"last monday"    3w, 3 weeks ago, yesterday, last month, friday, may 2031, 2031-q2; a hyphen will do for a blank
    --- exit 0
    "#);
}

#[test]
fn the_manual_has_every_command_field_and_exit_code() {
    let env = Env::new();
    let manual = env.run(["man"]).ok();
    for verb in VERBS {
        assert!(manual.contains(&format!(".SS \"onrecord {verb}\"")), "{verb} is missing");
    }
    for field in env.run(["fields"]).ok().lines().take_while(|line| !line.is_empty()) {
        let name = field.split_whitespace().next().unwrap();
        assert!(manual.contains(&format!("\\fB{name}")), "{name} is missing");
    }
    for code in ["0", "1", "2", "70", "130"] {
        assert!(manual.contains(&format!("\n\\fB{code}\\fR\n")), "exit code {code} is missing");
    }
}

#[test]
fn completions_ask_the_program() {
    let env = news();
    let _ = env.run(["index"]).ok();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(env.run(["completions", shell]).ok().contains("onrecord"), "{shell}");
    }
    assert_snapshot!(env.run(["completions", "tcsh"]), @"
    --- stderr
    error: invalid value 'tcsh' for '<SHELL>'
      [possible values: bash, elvish, fish, powershell, zsh]

      tip: a similar value exists: 'zsh'

    For more information, try '--help'.
    --- exit 2
    ");
    let complete = |words: &[&str]| {
        let mut command = env.command();
        command.env("COMPLETE", "fish").args(["--", "onrecord"]).args(words);
        let output = command.output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(complete(&["sea"]).starts_with("search"), "{}", complete(&["sea"]));
    assert_snapshot!(complete(&["search", "--speaker", "li"]), @"yoav-lindt	Yoav Lindt (1)");
    assert_snapshot!(complete(&["search", "--kind", ""]), @"
    direct
    mixed
    indirect
    ");
    assert!(complete(&["count", "--outlet", "cour"]).contains("harbor-courier"));
}

#[test]
fn the_readme_names_what_there_is() {
    let readme = include_str!("../../README.md");
    for verb in VERBS {
        assert!(readme.contains(verb), "{verb} is missing");
    }
    for line in readme.lines().filter(|line| line.starts_with("| `") && line.contains(':')) {
        for field in line.split('`').skip(1).step_by(2).filter(|code| code.contains(':')) {
            let name = field.split(':').next().unwrap();
            assert!(onrecord::index::Field::find(name).is_some(), "`{field}` is no field");
        }
    }
}

#[test]
fn help_tells_the_limits_of_queries_that_hold() {
    let help = Env::new().run(["search", "--help"]).ok();
    let told = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for limit in [
        format!("at most {} bytes and {} terms", query::MAX_BYTES, query::MAX_TERMS),
        format!("nest {} deep", query::MAX_DEPTH),
        format!("the {} commonest words", query::MAX_EXPANSIONS),
    ] {
        assert!(told.contains(&limit), "{limit}: {help}");
    }
}

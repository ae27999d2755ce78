//! Every format, as `bench` makes it up: what is written by one half of the program is read whole
//! by the other.

use super::env::Env;

/// Formats of whole sittings.
const DEBATES: &[&str] = &["transcript", "tei", "akoma-ntoso", "publicwhip", "hansard"];

#[test]
fn what_is_made_up_in_each_format_is_read() {
    let env = Env::new();
    let run =
        env.run(["bench", "--format", "all", "--documents", "20", "--seconds", "0", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let rows = report["formats"].as_array().unwrap();
    assert!(20 < rows.len(), "{run}");
    for row in rows {
        let figure = |name: &str| row[name].as_u64().unwrap();
        assert_eq!(figure("problems"), 0, "{run}");
        // A debate of 200 turns is worth 20 documents, and is one.
        let is_debate = DEBATES.contains(&row["name"].as_str().unwrap());
        let documents = if is_debate { 1 } else { 20 };
        assert_eq!(figure("documents"), documents, "{row}");
        assert!(0 < figure("text_bytes") && 0 < figure("input_bytes"), "{row}");
        assert!(1 == figure("rounds"), "{row}");
    }
    let left: Vec<_> = std::fs::read_dir(env.path()).unwrap().collect();
    assert!(left.is_empty(), "its folder is removed: {left:?}");
    let one = env.run(["bench", "--format", "csv", "--documents", "20", "--seconds", "0"]).ok();
    assert!(one.starts_with("format  files  input MB") && one.contains("\ncsv"), "{one}");
    let path = env.write("mine/a.txt", "“Yes,” said Ada Okoye.\n");
    let args = ["bench", "--format", "txt", "--seconds", "0", "--json", path.to_str().unwrap()];
    assert!(env.run(args).ok().contains("\"documents\":1"));
}

//! What a run cost, as far as the system says.

use std::{fs, path::Path, time::Instant};

use serde::Serialize;

use crate::pipeline::thread_cpu;

/// Clock ticks a second in `/proc`, the same on every Linux.
const TICKS: f64 = 100.0;

/// CPU seconds that this process has used so far, and programs that it ran.
pub(super) fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name, which may hold anything, ends with the last parenthesis.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)? + ticks(13)? + ticks(14)?) / TICKS)
}

/// Milliseconds of processor time that this thread has used so far: whatever else runs on the
/// machine, the same work takes the same.
pub(super) fn thread_milliseconds() -> f64 {
    thread_cpu().unwrap_or_default().as_secs_f64() * 1e3
}

/// The most memory that this process has held, in bytes.
pub(super) fn peak_memory() -> Option<u64> {
    memory("VmHWM:")
}

/// The memory that it says of itself under `name`, in bytes.
fn memory(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Forgets the most memory held so far, so that [`peak_memory`] tells of what follows. Returns
/// whether that worked.
pub(super) fn reset_peak_memory() -> bool {
    fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// What a piece of work cost.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Cost {
    /// Of the whole process; null where the system does not tell.
    pub(super) cpu_seconds: Option<f64>,
    /// On the clock.
    pub(super) wall_seconds: f64,
    /// The most that was held at once; null where the system cannot forget what was held before.
    pub(super) peak_memory_bytes: Option<u64>,
    /// What was held before it began, which is in the peak too.
    pub(super) memory_before_bytes: Option<u64>,
}

/// Measures a piece of work.
pub(super) struct Meter {
    cpu: Option<f64>,
    tells_peak: bool,
    memory: Option<u64>,
    begun: Instant,
}

impl Meter {
    pub(super) fn start() -> Self {
        Self {
            tells_peak: reset_peak_memory(),
            memory: memory("VmRSS:"),
            cpu: cpu_seconds(),
            begun: Instant::now(),
        }
    }

    pub(super) fn stop(&self) -> Cost {
        Cost {
            wall_seconds: self.begun.elapsed().as_secs_f64(),
            cpu_seconds: cpu_seconds().zip(self.cpu).map(|(after, before)| after - before),
            peak_memory_bytes: peak_memory().filter(|_| self.tells_peak),
            memory_before_bytes: self.memory,
        }
    }
}

/// The bytes of the files below `folder`.
pub(super) fn size(folder: &Path) -> u64 {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(|entry| entry.ok()?.metadata().ok())
        .filter(fs::Metadata::is_file)
        .map(|metadata| metadata.len())
        .sum()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn linux_says_what_a_run_cost() {
        assert!(cpu_seconds().is_some_and(|seconds| seconds >= 0.0));
        assert!(peak_memory().is_some_and(|bytes| bytes > 1 << 20));
    }
}

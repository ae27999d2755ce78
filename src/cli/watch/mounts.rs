//! Which folders lie on file systems that do not tell of changes made elsewhere.

use std::{fs, path::Path};

/// Types of file systems whose files others change, too.
const REMOTE: &[&str] = &[
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "davfs",
    "gfs2",
    "glusterfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "prl_fs",
    "smb3",
    "smbfs",
    "vboxsf",
    "virtiofs",
    "vmhgfs",
];

/// The type of the remote file system that `place` is on, if it is on one and the system says so.
pub(super) fn remote(place: &Path) -> Option<String> {
    remote_of(place, &fs::read_to_string("/proc/self/mountinfo").ok()?)
}

fn remote_of(place: &Path, mounts: &str) -> Option<String> {
    let mounts = mounts.lines().filter_map(|line| {
        let (before, after) = line.split_once(" - ")?;
        let point = before.split(' ').nth(4)?.replace(r"\040", " ");
        place.starts_with(&point).then_some((point.len(), after.split(' ').next()?))
    });
    // Of two mounts at one point the later one hides the other.
    let (_, kind) = mounts.max_by_key(|(length, _)| *length)?;
    let is_remote = REMOTE.contains(&kind) || kind.starts_with("fuse.");
    is_remote.then(|| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_decides() {
        let mounts = "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
                      30 21 0:40 / /mnt/the\\040press rw - nfs4 server:/press rw\n\
                      31 30 8:2 / /mnt/the\\040press/here rw - xfs /dev/sdb1 rw\n\
                      32 21 0:41 / /home/ada/far rw - fuse.sshfs ada@far: rw\n";
        let remote = |place| remote_of(Path::new(place), mounts);
        assert_eq!(remote("/home/ada/news"), None);
        assert_eq!(remote("/mnt/the press/may").as_deref(), Some("nfs4"));
        assert_eq!(remote("/mnt/the press/here/may"), None);
        assert_eq!(remote("/home/ada/far").as_deref(), Some("fuse.sshfs"));
    }
}

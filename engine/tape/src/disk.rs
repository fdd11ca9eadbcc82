//! A file that is safe a second later, without holding up a tick.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::mem;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

/// Bytes that may wait for the disk: two minutes of a tape. A disk that is further behind has failed.
const WAITING_LIMIT: usize = 2 << 20;

/// A file that a thread of its own writes and syncs, because a sync takes longer than a tick.
///
/// [`Write::flush`] hands over what was written since the last one and returns at once; with nothing new it waits until
/// all is on the disk. An error of the disk comes back from the next call.
pub struct DurableFile {
    present: Vec<u8>,
    waiting: usize,
    /// None after the thread ended.
    thread: Option<Thread>,
}

struct Thread {
    full: Sender<Vec<u8>>,
    empty: Receiver<Vec<u8>>,
    handle: JoinHandle<io::Result<()>>,
}

impl DurableFile {
    /// Writes `file` from where it stands.
    pub fn new(mut file: File) -> DurableFile {
        let (full, to_write) = channel::<Vec<u8>>();
        let (written, empty) = channel();
        let write = move || {
            for bytes in to_write {
                file.write_all(&bytes)?;
                file.sync_data()?;
                if written.send(bytes).is_err() {
                    break;
                }
            }
            Ok(())
        };
        let thread = Thread { full, empty, handle: thread::spawn(write) };
        DurableFile { present: Vec::new(), waiting: 0, thread: Some(thread) }
    }

    /// Why the thread ended.
    fn ended(&mut self) -> io::Error {
        let stopped = || io::Error::new(ErrorKind::BrokenPipe, "writing stopped at an earlier error");
        let Some(Thread { full, empty, handle }) = self.thread.take() else { return stopped() };
        drop((full, empty));
        match handle.join() {
            Ok(Err(error)) => error,
            _ => stopped(),
        }
    }
}

impl Write for DurableFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting + self.present.len() + bytes.len() > WAITING_LIMIT {
            return Err(io::Error::new(ErrorKind::TimedOut, "the disk is two minutes behind"));
        }
        self.present.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let wait = self.present.is_empty();
        let Some(thread) = &self.thread else { return Err(self.ended()) };
        let mut spare = Vec::new();
        while self.waiting > 0 {
            let written = if wait { thread.empty.recv().ok() } else { thread.empty.try_recv().ok() };
            match written {
                Some(bytes) => {
                    self.waiting -= bytes.len();
                    spare = bytes;
                }
                None if wait => return Err(self.ended()),
                None => break,
            }
        }
        if !wait {
            spare.clear();
            let bytes = mem::replace(&mut self.present, spare);
            self.waiting += bytes.len();
            if thread.full.send(bytes).is_err() {
                return Err(self.ended());
            }
        }
        Ok(())
    }
}

impl Drop for DurableFile {
    /// Waits for the disk.
    fn drop(&mut self) {
        if let Some(Thread { full, handle, .. }) = self.thread.take() {
            drop(full);
            let _ = handle.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_there_after_an_empty_flush() {
        let path = std::env::temp_dir().join(format!("asepsis-disk-{}", std::process::id()));
        let mut file = DurableFile::new(File::create(&path).unwrap());
        for n in 0..50u8 {
            file.write_all(&[n; 1000]).unwrap();
            file.flush().unwrap();
        }
        file.flush().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), (0..50).flat_map(|n| [n; 1000]).collect::<Vec<u8>>());
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_said() {
        let mut file = DurableFile::new(File::options().write(true).open("/dev/full").unwrap());
        file.write_all(b"lost").unwrap();
        file.flush().unwrap();
        assert_eq!(file.flush().unwrap_err().kind(), ErrorKind::StorageFull);
        assert_eq!(file.flush().unwrap_err().kind(), ErrorKind::BrokenPipe);
    }
}

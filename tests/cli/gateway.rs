//! A gateway's status routes, played by a thread.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// What was asked: method, path, headers in lower case, body.
pub(crate) type Asked = (String, String, String, String);

/// A gateway until the test ends.
pub(crate) struct Gateway {
    address: SocketAddr,
    answer: Arc<Mutex<(u16, String)>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Gateway {
    /// One that has not decided yet.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answer = Arc::new(Mutex::new((503, "{}".to_owned())));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let gateway = Self {
            address,
            answer: Arc::clone(&answer),
            asked: Arc::clone(&asked),
        };
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, asked) = (Arc::clone(&answer), Arc::clone(&asked));
                thread::spawn(move || serve(&stream.unwrap(), &answer, &asked));
            }
        });
        gateway
    }

    /// One that says so.
    pub(crate) fn telling(desired: u32, demand: f64, scope: &str) -> Self {
        let gateway = Self::start();
        gateway.tell(desired, demand, scope);
        gateway
    }

    /// Says so from now on.
    pub(crate) fn tell(&self, desired: u32, demand: f64, scope: &str) {
        let told = json!({
            "desired_replicas": desired, "demand": demand, "scope": scope,
            "demand_age_s": 0.1, "reason": "as the test says",
        });
        self.answer(200, &told);
    }

    /// Answers so from now on.
    pub(crate) fn answer(&self, code: u16, body: &Value) {
        *self.answer.lock().unwrap() = (code, body.to_string());
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/-/luascale", self.address)
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Bodies of the statements of what runs.
    pub(crate) fn ready(&self) -> Vec<Value> {
        let asked = self.asked();
        let puts = asked.iter().filter(|(method, ..)| method == "PUT");
        puts.map(|(.., body)| serde_json::from_str(body).unwrap())
            .collect()
    }
}

fn serve(stream: &TcpStream, answer: &Mutex<(u16, String)>, asked: &Mutex<Vec<Asked>>) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
        let mut words = line.split(' ').map(str::to_owned);
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        let mut headers = String::new();
        while !headers.ends_with("\r\n\r\n") && headers != "\r\n" {
            reader.read_line(&mut headers).unwrap();
        }
        let headers = headers.to_ascii_lowercase();
        let length = headers
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let body = String::from_utf8(body).unwrap();
        let (code, text) = match method.as_str() {
            "PUT" => (200, "{}".to_owned()),
            _ => answer.lock().unwrap().clone(),
        };
        asked.lock().unwrap().push((method, path, headers, body));
        let answer = format!(
            "HTTP/1.1 {code} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{text}",
            text.len()
        );
        let mut writer = stream;
        if writer.write_all(answer.as_bytes()).is_err() {
            return;
        }
        line.clear();
    }
}

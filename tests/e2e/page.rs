//! The page for people, as a client and as a browser get it.

use serde_json::json;

use crate::support::{Answer, Ask, Browser, Client, Gateway, Setup, Upstream};

const POLICY: &str = "
function autoscale(metrics)
  return {replicas = 20, demand = 19.5, scope = 'share', reason = '<b>busy</b> & \"loud\"'}
end";

const HOSTILE: &str = "<script>document.title='run'</script>";

async fn gateway(upstream: &Upstream) -> Gateway {
    let setup = Setup::fixed()
        .guarded_policy(POLICY, &json!({}))
        .filter(|config| {
            config["services"] = json!({"app": {}, HOSTILE: {}});
        });
    let gateway = setup.start(upstream).await;
    gateway.decided("app").await;
    gateway
}

async fn page(gateway: &Gateway, path: &str) -> Answer {
    let ask = Ask::get(&format!("/-/luascale{path}"));
    Client::internal(gateway.status()).send(&ask).await
}

#[tokio::test]
async fn the_page_is_one_file_and_lets_nothing_run() {
    let upstream = Upstream::start().await;
    let gateway = gateway(&upstream).await;
    for path in ["", "/", "/?x=1", "/services/app"] {
        let answer = page(&gateway, path).await;
        assert_eq!(answer.status, 200, "{path}");
        let header = |name: &str| answer.headers[name].to_str().expect("ASCII").to_owned();
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cache-control"), "no-store");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        let html = std::str::from_utf8(&answer.body).expect("UTF-8");
        assert!(html.len() < 40 * 1024, "{}", html.len());
        for part in [
            "<script", "src=", "<link", "http:", "https:", "url(", "@import",
        ] {
            assert!(!html.contains(part), "{part} in {html}");
        }
        for part in ["gateway-1", "busy", "clipped by", "→ recommended <b>20</b>"] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }
    assert_eq!(page(&gateway, "/services/unknown").await.status, 404);
    let mut stranger = Client::external(gateway.status());
    assert_eq!(stranger.send(&Ask::get("/-/luascale/")).await.status, 403);
}

#[tokio::test]
async fn a_browser_shows_it_light_and_dark() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let upstream = Upstream::start().await;
    let gateway = gateway(&upstream).await;
    let url = format!("http://{}/-/luascale/", gateway.status());
    // Chromium is waited for on another thread, this one serves.
    let look = tokio::task::spawn_blocking(move || {
        let document = browser.document(&url);
        let [light, dark] = [false, true].map(|dark| browser.screenshot(&url, dark));
        (document, light, dark)
    });
    let (document, light, dark) = look.await.expect("a look");
    assert!(
        document.contains("<title>luascale gateway-1</title>"),
        "{document}"
    );
    assert_eq!(document.matches("<section>").count(), 2, "{document}");
    assert_eq!(document.matches("<svg").count(), 2, "{document}");
    // Backgrounds, and the lines of demand and of desired replicas, as page.css
    // has them: the style sheet is allowed, and follows the reader's choice.
    for (shot, background, demand, desired) in [
        (
            light,
            [0xf6, 0xf7, 0xf8],
            [0xc2, 0x41, 0x0c],
            [0x1d, 0x4e, 0xd8],
        ),
        (
            dark,
            [0x12, 0x14, 0x16],
            [0xfb, 0x92, 0x3c],
            [0x7c, 0xac, 0xff],
        ),
    ] {
        assert_eq!(shot.corner(), background);
        for colour in [demand, desired] {
            assert!(
                shot.count(colour) > 20,
                "{colour:?}: {}",
                shot.count(colour)
            );
        }
    }
}

//! Any bytes as a configuration, as JSON and as Envoy's protobuf, with the
//! policies that are in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use luascale::config::Config;
use luascale::plugin::Plugin;

fuzz_target!(|data: &[u8]| {
    let parsed = Config::parse(data).map_err(|errors| errors.to_string());
    let again = Config::parse(data).map_err(|errors| errors.to_string());
    assert_eq!(parsed.is_ok(), again.is_ok());
    let plugin = Plugin::new("main/", data).map_err(|refused| refused.to_string());
    match parsed {
        Ok(config) => {
            assert!((1..=4096).contains(&config.limits.max_services));
            assert!(config.limits.tick_total_fuel >= config.limits.tick_fuel);
            assert!(!config.tick.is_zero());
        }
        // Only the canary can refuse: the same bytes, the same answer.
        Err(errors) => {
            assert_eq!(Err(errors.clone()), again.map(|_| ()));
            assert!(!errors.is_empty());
            assert!(plugin.is_err());
        }
    }
});

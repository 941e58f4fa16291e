-- ends in: fuel | runtime
function autoscale() return ('a'):find('[' .. ('a'):rep(60000)) end

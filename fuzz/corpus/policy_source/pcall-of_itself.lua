-- ends in: ok
function autoscale()
  pcall(pcall) pcall(pcall, pcall) pcall(pcall, pcall, pcall, error) pcall(xpcall) pcall(xpcall, xpcall)
  pcall(xpcall, xpcall, xpcall) pcall(error, pcall) pcall(pcall, error, pcall)
end

# The same signings as a data frame: a list as CSV comes whole, and base R reads it.
arguments <- commandArgs(trailingOnly = TRUE)
api <- if (length(arguments) > 0) arguments[1] else "http://127.0.0.1:8080"
address <- paste0(api, "/events?kind=treaty-signing&from=1850&to=1917&format=csv&fields=label,date.earliest,date.display")
signings <- read.csv(url(address, encoding = "UTF-8"), encoding = "UTF-8", check.names = FALSE)
cat(paste(signings[["date.earliest"]], signings[["label"]], sep = "\t"), sep = "\n")

#ifndef NAMEPLATE_CCURL_SHIM_H
#define NAMEPLATE_CCURL_SHIM_H

#include <curl/curl.h>

#endif

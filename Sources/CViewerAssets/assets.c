#include "CViewerAssets.h"

// #embed is C23; every clang that Swift 6.1 and later bring knows it in older modes as well.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "page/index.html"
};
static const unsigned char sign_in_html[] = {
#embed "page/sign-in.html"
};
static const unsigned char base_css[] = {
#embed "page/base.css"
};
static const unsigned char parts_css[] = {
#embed "page/parts.css"
};
static const unsigned char pages_css[] = {
#embed "page/pages.css"
};
static const unsigned char shards_css[] = {
#embed "page/shards.css"
};
static const unsigned char arrival_js[] = {
#embed "page/arrival.js"
};
static const unsigned char main_js[] = {
#embed "page/main.js"
};
static const unsigned char sign_in_js[] = {
#embed "page/sign-in.js"
};
static const unsigned char tree_js[] = {
#embed "page/tree.js"
};
static const unsigned char words_js[] = {
#embed "page/words.js"
};
static const unsigned char places_js[] = {
#embed "page/places.js"
};
static const unsigned char feed_js[] = {
#embed "page/feed.js"
};
static const unsigned char charts_js[] = {
#embed "page/charts.js"
};
static const unsigned char parts_js[] = {
#embed "page/parts.js"
};
static const unsigned char troubles_js[] = {
#embed "page/troubles.js"
};
static const unsigned char global_js[] = {
#embed "page/global.js"
};
static const unsigned char fleet_js[] = {
#embed "page/fleet.js"
};
static const unsigned char cluster_js[] = {
#embed "page/cluster.js"
};
static const unsigned char pools_js[] = {
#embed "page/pools.js"
};
static const unsigned char grid_js[] = {
#embed "page/grid.js"
};
static const unsigned char shards_js[] = {
#embed "page/shards.js"
};
static const unsigned char network_js[] = {
#embed "page/network.js"
};

#define HTML "text/html; charset=utf-8"
#define CSS "text/css; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define PAGE(name, data) {"/" name, HTML, data, sizeof data}
#define FILE(name, type, data) {"/assets/" name, type, data, sizeof data}

static const ViewerAsset assets[] = {
    PAGE("index.html", index_html),
    PAGE("sign-in.html", sign_in_html),
    FILE("base.css", CSS, base_css),
    FILE("parts.css", CSS, parts_css),
    FILE("pages.css", CSS, pages_css),
    FILE("shards.css", CSS, shards_css),
    FILE("arrival.js", SCRIPT, arrival_js),
    FILE("main.js", SCRIPT, main_js),
    FILE("sign-in.js", SCRIPT, sign_in_js),
    FILE("tree.js", SCRIPT, tree_js),
    FILE("words.js", SCRIPT, words_js),
    FILE("places.js", SCRIPT, places_js),
    FILE("feed.js", SCRIPT, feed_js),
    FILE("charts.js", SCRIPT, charts_js),
    FILE("parts.js", SCRIPT, parts_js),
    FILE("troubles.js", SCRIPT, troubles_js),
    FILE("global.js", SCRIPT, global_js),
    FILE("fleet.js", SCRIPT, fleet_js),
    FILE("cluster.js", SCRIPT, cluster_js),
    FILE("pools.js", SCRIPT, pools_js),
    FILE("grid.js", SCRIPT, grid_js),
    FILE("shards.js", SCRIPT, shards_js),
    FILE("network.js", SCRIPT, network_js),
};

const ViewerAsset *viewer_assets(size_t *count) {
    *count = sizeof assets / sizeof *assets;
    return assets;
}

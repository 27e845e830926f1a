/*
 * The table of assets that server/site/ made, looked into. It knows no path and no header.
 */
#include <chancery/asset.h>

#include <string.h>

/* Made when the server is built; its last row is empty. */
extern const struct asset chancery_assets[];

const struct asset *asset_at(size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (chancery_assets[i].source == NULL) return NULL;
    return chancery_assets[index].source != NULL ? &chancery_assets[index] : NULL;
}

const struct asset *asset_find(const char *source)
{
    for (const struct asset *asset = chancery_assets; asset->source != NULL; asset++)
        if (strcmp(asset->source, source) == 0) return asset;
    return NULL;
}

const struct asset *asset_served(struct text name)
{
    for (const struct asset *asset = chancery_assets; asset->source != NULL; asset++)
        if (asset->name != NULL && (text_is(name, asset->name) || text_is(name, asset->source)))
            return asset;
    return NULL;
}

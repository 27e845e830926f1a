/*
 * Finds the files that make up a collection: one file, a folder of them, or both. It goes into no
 * folder below that, follows the names alone, and opens nothing.
 */
#include "reader.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A list of owned strings, with room for the NULL that ends it. */
struct list {
    char **at;
    size_t count;
};

/* Add what was printed by asprintf; it is taken. */
static bool add_take(struct list *list, char *path)
{
    char **grown = reallocarray(list->at, list->count + 2, sizeof *grown);
    if (grown == NULL || path == NULL) {
        free(path);
        if (grown != NULL) list->at = grown;
        return false;
    }
    grown[list->count++] = path;
    grown[list->count] = NULL;
    list->at = grown;
    return true;
}

static char *join(const char *dir, const char *name, const char *end)
{
    char *path = NULL;
    const char *slash = dir[0] != '\0' && dir[strlen(dir) - 1] == '/' ? "" : "/";
    return asprintf(&path, "%s%s%s%s", dir, slash, name, end) < 0 ? NULL : path;
}

static bool add_if_there(struct list *list, const char *dir, const char *name, const char *end)
{
    char *path = join(dir, name, end);
    if (path == NULL) return false;
    if (access(path, F_OK) == 0) return add_take(list, path);
    free(path);
    return true;
}

static bool is_collection_file(const char *name)
{
    const char *dot = strrchr(name, '.');
    return name[0] != '.' && dot != NULL &&
           (strcmp(dot, ".json") == 0 || strcmp(dot, ".ndjson") == 0);
}

static bool add_folder(struct list *list, const char *dir, const char *name)
{
    char *folder = join(dir, name, "");
    if (folder == NULL) return false;
    DIR *open = opendir(folder);
    bool good = open != NULL || errno == ENOENT || errno == ENOTDIR;
    while (good && open != NULL) {
        errno = 0; /* it also tells the end of a folder from a failure to read it */
        const struct dirent *entry = readdir(open);
        if (entry == NULL) {
            good = errno == 0;
            break;
        }
        if (is_collection_file(entry->d_name))
            good = add_take(list, join(folder, entry->d_name, ""));
    }
    if (open != NULL) closedir(open);
    free(folder);
    return good;
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

enum status reader_find_files(const char *dir, const char *name, char ***paths)
{
    struct list list = {calloc(1, sizeof *list.at), 0};
    *paths = NULL;
    if (list.at != NULL && add_if_there(&list, dir, name, ".json") &&
        add_if_there(&list, dir, name, ".ndjson") && add_folder(&list, dir, name)) {
        if (list.count > 1) qsort(list.at, list.count, sizeof *list.at, by_bytes);
        *paths = list.at;
        return STATUS_OK;
    }
    for (size_t i = 0; i < list.count; i++)
        free(list.at[i]);
    free(list.at);
    return STATUS_FAILED;
}

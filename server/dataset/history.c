/*
 * What earlier versions held: history/<version>.tsv, one line "id TAB sha256" a record, written at
 * each release and committed. From them `build` knows what changed in content. It never rewrites
 * what was released.
 */
#include "compilation.h"

#include <chancery/buffer.h>
#include <chancery/digest.h>
#include <chancery/terminal.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { VERSION_LENGTH = 64 };

static const char ending[] = ".tsv";

struct version_file {
    struct compilation *compilation;
    struct text version;
    size_t file; /* of the faults */
    uint64_t line;
};

static void complain(const struct version_file *from, uint64_t column, const char *what)
{
    faults_add_at(from->compilation->faults, from->file, from->line, column,
                  "take the file as it was committed, or write it anew with `chancery release`",
                  "%s", what);
}

static bool is_digest(struct text value)
{
    for (size_t i = 0; i < value.length; i++)
        if (strchr("0123456789abcdef", value.at[i]) == NULL || value.at[i] == '\0') return false;
    return value.length == DIGEST_HEX_SIZE - 1;
}

static enum status take_line(const struct version_file *from, struct text line)
{
    struct text rest = line, id = text_cut(&rest, '\t');
    struct statement *insert;
    if (id.length == 0 || !is_digest(rest)) {
        complain(from, id.length + 1, "a line is an id, a tabulator and a SHA-256");
        return STATUS_OK;
    }
    enum status status = connection_prepare(
        from->compilation->store,
        TEXT("INSERT INTO temp.past (version, id, sha256) VALUES (:version, :id, :sha256)"
             " ON CONFLICT DO NOTHING RETURNING 1"),
        &insert);
    if (status != STATUS_OK) return status;
    statement_bind_text(insert, ":version", from->version);
    statement_bind_text(insert, ":id", id);
    statement_bind_text(insert, ":sha256", rest);
    status = statement_step(insert);
    if (status == STATUS_NOT_FOUND) complain(from, 1, "this id stands in the file twice");
    while (status == STATUS_OK)
        status = statement_step(insert);
    statement_reset(insert);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status read_version(struct version_file *from, const char *path)
{
    FILE *file = fopen(path, "re");
    enum status status = STATUS_OK;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    if (file == NULL) {
        faults_add_at(from->compilation->faults, from->file, 1, 1, NULL, "it cannot be read: %s",
                      strerror(errno));
        return STATUS_OK;
    }
    while (status == STATUS_OK && (length = getline(&line, &room, file)) >= 0) {
        if (length > 0 && line[length - 1] == '\n') length--;
        status = take_line(from, (struct text){line, (size_t)length});
        from->line++;
    }
    if (status == STATUS_OK && !feof(file))
        faults_add_at(from->compilation->faults, from->file, from->line, 1, NULL,
                      "it cannot be read to its end: %s", strerror(errno));
    free(line);
    fclose(file);
    return status;
}

static enum status take_file(struct compilation *compilation, const char *name)
{
    struct text version = {name, strlen(name) - strlen(ending)};
    struct buffer path = {0};
    buffer_format(&path, "%s/history/%s", compilation->options->directory, name);
    if (path.failed) return STATUS_NO_MEMORY;
    struct version_file from = {compilation, version, faults_file(compilation->faults, path.at), 1};
    enum status status = STATUS_OK;
    if (version.length == 0 || version.length > VERSION_LENGTH)
        complain(&from, 1, "the file's name is no version");
    else
        status = read_version(&from, path.at);
    buffer_free(&path);
    return status;
}

static int is_version_file(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return entry->d_name[0] != '.' && length > strlen(ending) &&
           strcmp(entry->d_name + length - strlen(ending), ending) == 0;
}

enum status history_load(struct compilation *compilation)
{
    struct dirent **entries = NULL;
    struct buffer folder = {0};
    enum status status = STATUS_OK;
    buffer_format(&folder, "%s/history", compilation->options->directory);
    int count = folder.failed ? -1 : scandir(folder.at, &entries, is_version_file, alphasort);
    buffer_free(&folder);
    /* A dataset may have no history; one that cannot be read is not passed over. */
    if (count < 0 && errno != ENOENT && errno != ENOTDIR) {
        terminal_complain(compilation->options->messages, "reading %s/history: %s",
                          compilation->options->directory, strerror(errno));
        status = STATUS_FAILED;
    }
    for (int i = 0; i < count; i++) {
        if (status == STATUS_OK) status = take_file(compilation, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return status;
}

/* The whole of the file for the records that were loaded. */
static enum status write_lines(struct compilation *compilation, struct buffer *out)
{
    struct statement *records;
    enum status status = connection_prepare(
        compilation->store, TEXT("SELECT id, sha256 FROM record ORDER BY id"), &records);
    if (status != STATUS_OK) return status;
    while ((status = statement_step(records)) == STATUS_OK) {
        buffer_text(out, statement_text(records, 0));
        buffer_string(out, "\t");
        buffer_text(out, statement_text(records, 1));
        buffer_string(out, "\n");
    }
    statement_reset(records);
    if (status != STATUS_NOT_FOUND) return status;
    return out->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

/* Whether this version was recorded with other contents, or at all. */
static enum status compare_recorded(struct compilation *compilation, const char *version,
                                    bool *recorded, bool *same)
{
    struct statement *query;
    enum status status =
        connection_prepare(compilation->store,
                           TEXT("SELECT EXISTS (SELECT 1 FROM temp.past WHERE version = :version),"
                                " EXISTS (SELECT 1 FROM change WHERE version = :version)"),
                           &query);
    if (status != STATUS_OK) return status;
    statement_bind_text(query, ":version", text_of(version));
    status = statement_step(query);
    if (status == STATUS_OK) {
        *recorded = statement_integer(query, 0) != 0;
        *same = statement_integer(query, 1) == 0;
    }
    statement_reset(query);
    return status;
}

static enum status write_file(struct compilation *compilation, const char *version)
{
    struct buffer path = {0}, lines = {0};
    buffer_format(&path, "%s/history", compilation->options->directory);
    enum status status = path.failed ? STATUS_NO_MEMORY : STATUS_OK;
    if (status == STATUS_OK && mkdir(path.at, 0777) != 0 && errno != EEXIST) status = STATUS_FAILED;
    buffer_format(&path, "/%s%s", version, ending);
    if (path.failed) status = STATUS_NO_MEMORY;
    if (status == STATUS_OK) status = write_lines(compilation, &lines);
    FILE *file = status == STATUS_OK ? fopen(path.at, "wxe") : NULL;
    if (status == STATUS_OK && file == NULL) status = STATUS_FAILED;
    if (file != NULL) {
        bool whole = fwrite(lines.at, 1, lines.length, file) == lines.length;
        if (fclose(file) != 0 || !whole) status = STATUS_FAILED;
    }
    const char *name = path.at != NULL ? path.at : "history";
    if (status == STATUS_OK)
        fprintf(compilation->options->messages, "%s was written: commit it\n", name);
    else
        terminal_complain(compilation->options->messages, "%s cannot be written", name);
    buffer_free(&lines);
    buffer_free(&path);
    return status;
}

enum status history_write(struct compilation *compilation)
{
    const char *version = json_string_value(json_object_get(compilation->dataset, "version"));
    bool recorded = false, same = false;
    if (strchr(version, '/') != NULL || version[0] == '.' || strlen(version) > VERSION_LENGTH) {
        terminal_complain(
            compilation->options->messages,
            "\"%s\" cannot be a file's name: choose another `version` in dataset.json", version);
        return STATUS_INVALID;
    }
    enum status status = compare_recorded(compilation, version, &recorded, &same);
    if (status != STATUS_OK) return status;
    if (!recorded) return write_file(compilation, version);
    if (same) {
        fprintf(compilation->options->messages,
                "version %s was recorded before, with the same contents\n", version);
        return STATUS_OK;
    }
    terminal_complain(
        compilation->options->messages,
        "version %s was released with other contents: raise `version` in dataset.json", version);
    return STATUS_INVALID;
}

// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/seed_lists.h"

#include <unordered_set>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/synthesis/builtin_texts.h"

namespace phi1 {

namespace {

constexpr int deepestTopic = 32;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool isJson(std::string_view text)
{
    const std::string_view inner = trimmed(text);
    return !inner.empty() && (inner.front() == '[' || inner.front() == '{');
}

/// Calls `visit` with each line that is neither blank nor a remark, and by how much it is indented.
template<typename Visit>
void eachLine(std::string_view text, Visit visit)
{
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const std::string_view inner = trimmed(line);
        if (inner.empty() || inner.front() == '#')
            continue;
        std::size_t indent = 0;
        for (const char c : line.substr(0, line.find_first_not_of(" \t")))
            indent += c == '\t' ? 8 : 1;
        visit(inner, indent);
    }
}

/// A list without repetitions.
struct UniqueList {
    std::vector<std::string> entries;
    std::unordered_set<std::string> seen;

    void add(std::string_view entry)
    {
        const std::string text(trimmed(entry));
        if (!text.empty() && seen.insert(text).second)
            entries.push_back(text);
    }
};

std::string joined(const std::vector<std::string> &names)
{
    std::string path;
    for (const std::string &name : names)
        path += (path.empty() ? "" : std::string(topicSeparator)) + name;
    return path;
}

void addTextTree(std::string_view text, UniqueList &topics)
{
    struct Level {
        std::size_t indent;
        std::string name;
    };
    std::vector<Level> path;
    const auto finishLeaf = [&] {
        std::vector<std::string> names;
        for (const Level &level : path)
            names.push_back(level.name);
        if (!names.empty())
            topics.add(joined(names));
    };
    eachLine(text, [&](std::string_view line, std::size_t indent) {
        // The line before was a leaf unless this one lies below it.
        if (!path.empty() && indent <= path.back().indent)
            finishLeaf();
        while (!path.empty() && indent <= path.back().indent)
            path.pop_back();
        path.push_back({indent, std::string(line)});
    });
    finishLeaf();
}

const Json *nameOf(const Json &topic)
{
    for (const char *key : {"topic", "name", "title"}) {
        const auto found = topic.find(key);
        if (found != topic.end() && found->is_string())
            return &*found;
    }
    return nullptr;
}

/// Names of the objects above, from the root.
std::vector<std::string> ancestors(const Json &topic)
{
    std::vector<std::string> names;
    const Json *at = &topic;
    for (int depth = 0; depth < deepestTopic; ++depth) {
        const auto parent = at->find("parent");
        if (parent == at->end() || !parent->is_object())
            break;
        at = &*parent;
        if (const Json *name = nameOf(*at))
            names.insert(names.begin(), std::string(trimmed(name->get<std::string>())));
    }
    return names;
}

void addJsonTree(const Json &json, std::vector<std::string> &path, UniqueList &topics)
{
    if (path.size() >= deepestTopic)
        return;
    if (json.is_string()) {
        path.push_back(std::string(trimmed(json.get<std::string>())));
        if (!path.back().empty())
            topics.add(joined(path));
        path.pop_back();
    } else if (json.is_array()) {
        for (const Json &each : json)
            addJsonTree(each, path, topics);
    } else if (json.is_object() && nameOf(json)) {
        std::vector<std::string> names = ancestors(json);
        names.insert(names.begin(), path.begin(), path.end());
        names.push_back(std::string(trimmed(nameOf(json)->get<std::string>())));
        const auto children = json.find("topics");
        if (children != json.end() && children->is_array() && !children->empty())
            addJsonTree(*children, names, topics);
        else
            topics.add(joined(names));
    } else if (json.is_object()) {
        for (const auto &[key, value] : json.items()) {
            if (!value.is_structured())
                continue;
            path.push_back(std::string(trimmed(key)));
            addJsonTree(value, path, topics);
            path.pop_back();
        }
    }
}

Result<std::vector<std::string>> checked(UniqueList &&list, const std::string &what,
                                         std::string_view expected)
{
    if (list.entries.empty())
        return failure(ErrorCode::Usage, concat(what, " holds nothing: ", expected));
    if (list.entries.size() > mostSeeds)
        return failure(ErrorCode::Usage, concat(what, " holds ", list.entries.size(),
                                                " entries; at most ", mostSeeds, " are possible"));
    for (const std::string &entry : list.entries) {
        if (!isUtf8(entry))
            return failure(ErrorCode::Usage,
                           concat(what, ": \"", printable(entry, 60),
                                  "\" is not UTF-8, which is expected of every entry"));
    }
    return std::move(list.entries);
}

} // namespace

Result<std::vector<std::string>> topicsOf(std::string_view text, const std::string &what)
{
    UniqueList topics;
    if (isJson(text)) {
        PHI1_ASSIGN(const Json json, parseJson(text, what));
        std::vector<std::string> path;
        addJsonTree(json, path, topics);
    } else {
        addTextTree(text, topics);
    }
    return checked(std::move(topics), what,
                   "topics are expected, one a line, indented below what they belong to, or as "
                   "JSON");
}

Result<std::vector<std::string>> entriesOf(std::string_view text, const std::string &what)
{
    UniqueList list;
    if (isJson(text)) {
        PHI1_ASSIGN(const Json json, parseJson(text, what));
        const auto addStrings = [&](const Json &values) {
            for (const Json &each : values) {
                if (each.is_string())
                    list.add(each.get<std::string>());
            }
        };
        if (json.is_object()) {
            for (const auto &[key, value] : json.items()) {
                if (value.is_array())
                    addStrings(value);
            }
        } else {
            addStrings(json);
        }
    } else {
        eachLine(text, [&](std::string_view line, std::size_t) { list.add(line); });
    }
    return checked(std::move(list), what, "one entry a line or a JSON list of texts is expected");
}

std::vector<std::string> builtinFunctionNames()
{
    // Both files come with the program; a test reads them.
    const auto verbs = entriesOf(builtinFunctionVerbs(), "the verbs of the program");
    const auto nouns = entriesOf(builtinFunctionNouns(), "the nouns of the program");
    std::vector<std::string> names;
    if (!verbs || !nouns)
        return names;
    for (const std::string &verb : *verbs) {
        for (const std::string &noun : *nouns)
            names.push_back(verb + "_" + noun);
    }
    return names;
}

} // namespace phi1

// SPDX-License-Identifier: Apache-2.0
#include "core/demonstration/textbook_generator.h"

#include <algorithm>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/demonstration/exercise_families.h"
#include "core/demonstration/material.h"
#include "core/demonstration/template_text.h"

namespace phi1 {

namespace {

struct Audience {
    std::string name;
    std::string one;
    std::string place;
    std::string list;
    std::string thing;
    std::string measure;
    std::vector<std::string> items;
};

struct Program {
    std::string code;               ///< a template
    std::vector<std::size_t> ideas; ///< those that explain it
};

struct Topic {
    std::string name;
    std::vector<std::string> titles;
    std::vector<std::string> ideas;
    std::vector<Program> programs;
    std::vector<std::string> notes;
};

struct TextbookMaterial {
    std::vector<Audience> audiences;
    std::vector<std::string> people;
    std::vector<std::string> openings;
    std::vector<std::string> closings;
    std::vector<Topic> topics;
};

std::vector<std::string> strings(const Json &json, const char *key)
{
    return json.at(key).get<std::vector<std::string>>();
}

Topic readTopic(const Json &json)
{
    Topic topic{json.at("name").get<std::string>(),
                strings(json, "titles"),
                strings(json, "ideas"),
                {},
                strings(json, "notes")};
    for (const Json &lines : json.at("code")) {
        Program program;
        for (const Json &line : lines)
            program.code += line.get<std::string>() + "\n";
        if (json.contains("fits")) {
            program.ideas =
                json.at("fits").at(topic.programs.size()).get<std::vector<std::size_t>>();
        } else {
            for (std::size_t i = 0; i < topic.ideas.size(); ++i)
                program.ideas.push_back(i);
        }
        topic.programs.push_back(std::move(program));
    }
    return topic;
}

TextbookMaterial readMaterial()
{
    const Json json = Json::parse(textbookMaterial());
    TextbookMaterial material;
    for (const Json &item : json.at("audiences")) {
        material.audiences.push_back(
            {item.at("name").get<std::string>(), item.at("one").get<std::string>(),
             item.at("place").get<std::string>(), item.at("list").get<std::string>(),
             item.at("thing").get<std::string>(), item.at("measure").get<std::string>(),
             strings(item, "items")});
    }
    material.people = strings(json, "people");
    material.openings = strings(json, "openings");
    material.closings = strings(json, "closings");
    for (const Json &item : json.at("topics"))
        material.topics.push_back(readTopic(item));
    return material;
}

const TextbookMaterial &material()
{
    static const TextbookMaterial value = readMaterial();
    return value;
}

std::int64_t between(std::int64_t low, std::int64_t high, PhiloxStream &random)
{
    return low +
           static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

template<typename Draw>
std::string listLiteral(std::int64_t size, Draw draw)
{
    std::string text = "[";
    for (std::int64_t i = 0; i < size; ++i)
        text.append(i ? ", " : "").append(draw());
    return text + "]";
}

/// `count` different items in an order of their own.
std::vector<std::string> drawItems(const Audience &audience, std::size_t count,
                                   PhiloxStream &random)
{
    std::vector<std::string> items = audience.items;
    for (std::size_t i = 0; i < count; ++i)
        std::swap(items[i], items[i + static_cast<std::size_t>(random.below(items.size() - i))]);
    items.resize(count);
    return items;
}

std::string withArticle(const char *article, const char *beforeVowel, const std::string &noun)
{
    const bool vowel = std::string_view("aeiou").find(noun[0]) != std::string_view::npos;
    return concat(vowel ? beforeVowel : article, " ", noun);
}

TemplateValues drawValues(const Audience &audience, PhiloxStream &random)
{
    const ExerciseMaterial &shared = exerciseFamilyMaterial();
    const std::int64_t k = between(2, 60, random);
    const std::int64_t j = (k - 2 + between(1, 58, random)) % 59 + 2; // not k
    const std::int64_t low = between(2, 40, random);
    const std::vector<std::string> items = drawItems(audience, 3, random);
    const auto number = [&](std::int64_t first, std::int64_t last) {
        return [&random, first, last] { return std::to_string(between(first, last, random)); };
    };
    TemplateValues values = {
        {"audience", audience.name},
        {"one", audience.one},
        {"a_one", withArticle("a", "an", audience.one)},
        {"A_one", withArticle("A", "An", audience.one)},
        {"place", audience.place},
        {"a_place", withArticle("a", "an", audience.place)},
        {"list", audience.list},
        {"thing", audience.thing},
        {"measure", audience.measure},
        {"person", chooseOne(material().people, random)},
        {"item", items[0]},
        {"k", std::to_string(k)},
        {"j", std::to_string(j)},
        {"n", std::to_string(between(2, 99, random))},
        {"small", std::to_string(between(2, 9, random))},
        {"tiny", std::to_string(between(2, 3, random))},
        {"low", std::to_string(low)},
        {"high", std::to_string(low + between(2, 20, random))},
        {"letter", chooseOne(shared.letters, random)},
        {"word", chooseOne(shared.words, random)},
        {"word2", chooseOne(shared.words, random)},
        {"values", listLiteral(between(4, 6, random), number(1, 80))},
        {"long", listLiteral(between(8, 12, random), number(1, 80))},
        {"multiples", listLiteral(between(4, 5, random),
                                  [&] {
                                      const std::int64_t n = k * between(0, 5, random);
                                      return std::to_string(
                                          n + (random.below(2) ? between(0, 9, random) : 0));
                                  })},
        {"labels", concat("['", items[0], "', '", items[1], "', '", items[2], "']")},
    };
    do {
        values["letter2"] = chooseOne(shared.letters, random);
    } while (values["letter2"] == values["letter"]);
    values["table"] = concat("{'", items[0], "': ", number(1, 80)(), ", '", items[1],
                             "': ", number(1, 80)(), ", '", items[2], "': ", number(1, 80)(), "}");
    return values;
}

bool mentions(std::string_view text, std::string_view key)
{
    return text.find(key) != std::string_view::npos;
}

/// One of `sentences` that speaks only of what the program has.
const std::string &chooseFitting(const std::vector<std::string> &sentences,
                                 const std::string &program, PhiloxStream &random)
{
    while (true) {
        const std::string &sentence = chooseOne(sentences, random);
        const bool aboutList = mentions(sentence, "{measure}");
        const bool aboutNumber = mentions(sentence, "{k}");
        if ((!aboutList || mentions(program, "{list}")) &&
            (!aboutNumber || mentions(program, "{k}")))
            return sentence;
    }
}

constexpr double variationShare =
    0.4; // of the passages with a number show the program with another one as well

} // namespace

TextbookPassage textbookPassage(std::uint64_t seed, std::uint64_t index)
{
    constexpr std::uint64_t purpose = 8; // apart from the streams of the exercises
    PhiloxStream random(seed, index << 4 | purpose);
    const Topic &topic = chooseOne(material().topics, random);
    const Audience &audience = chooseOne(material().audiences, random);
    const Program &program = chooseOne(topic.programs, random);
    TemplateValues values = drawValues(audience, random);
    const auto write = [&](const std::string &text) { return writeTemplate(text, values, random); };

    TextbookPassage passage{topic.name, audience.name, {}, {}};
    passage.text = write(chooseOne(topic.titles, random)) + ". " +
                   write(chooseFitting(material().openings, program.code, random)) + "\n" +
                   write(topic.ideas[chooseOne(program.ideas, random)]) + "\n\n";
    const auto addCode = [&] {
        passage.codeBlocks.push_back(fillTemplate(program.code, values));
        passage.text += passage.codeBlocks.back() + "\n";
    };
    addCode();
    passage.text += write(chooseOne(topic.notes, random)) + " ";
    if (mentions(program.code, "{k}") && random.uniform() < variationShare) {
        passage.text += write(
            "[With {j} instead of {k}|With {j} in place of {k}|For {j}|If the number is {j}], "
            "[the program is|we write|the lines are]:\n\n");
        std::swap(values["k"], values["j"]);
        addCode();
        passage.text.pop_back();
    } else {
        passage.text += write(chooseFitting(material().closings, program.code, random)) + "\n";
    }
    return passage;
}

std::vector<std::string> textbookTopics()
{
    std::vector<std::string> names;
    for (const Topic &topic : material().topics)
        names.push_back(topic.name);
    return names;
}

std::vector<std::string> textbookAudiences()
{
    std::vector<std::string> names;
    for (const Audience &audience : material().audiences)
        names.push_back(audience.name);
    return names;
}

} // namespace phi1

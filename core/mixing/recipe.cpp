// SPDX-License-Identifier: Apache-2.0
#include "core/mixing/recipe.h"

#include <cmath>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr int recipeVersion = 1;
constexpr std::size_t longestName = 100;

Error wrong(std::string_view member, std::string_view expected)
{
    return {ErrorCode::Usage,
            concat("the recipe's \"", member, "\" is not what it has to be: expected ", expected)};
}

Result<std::string> textOf(const Json &object, const char *key, bool needed)
{
    const auto found = object.find(key);
    if (found == object.end() && !needed)
        return std::string();
    if (found == object.end() || !found->is_string())
        return tl::unexpected(wrong(key, "a text"));
    return found->get<std::string>();
}

Result<double> numberOf(const Json &object, const char *key, double otherwise)
{
    const auto found = object.find(key);
    if (found == object.end())
        return otherwise;
    if (!found->is_number())
        return tl::unexpected(wrong(key, "a number"));
    return found->get<double>();
}

Result<MixSource> sourceFromJson(const Json &json)
{
    if (!json.is_object())
        return tl::unexpected(wrong("sources", "a list of objects, each with a \"corpus\""));
    MixSource source;
    PHI1_ASSIGN(source.corpus, textOf(json, "corpus", true));
    PHI1_ASSIGN(source.title, textOf(json, "title", false));
    PHI1_ASSIGN(source.weight, numberOf(json, "weight", 1.0));
    if (const auto filter = json.find("filter"); filter != json.end()) {
        PHI1_ASSIGN(source.filter, sampleFilterFromJson(*filter));
    }
    return source;
}

} // namespace

Json toJson(const MixRecipe &recipe)
{
    Json sources = Json::array();
    for (const MixSource &source : recipe.sources)
        sources.push_back({{"corpus", source.corpus},
                           {"title", source.title},
                           {"weight", source.weight},
                           {"filter", toJson(source.filter)}});
    return {{"format", "phi1-recipe"},
            {"version", recipeVersion},
            {"name", recipe.name},
            {"tokenizer", recipe.tokenizer},
            {"vocabulary", recipe.vocabulary},
            {"validation", recipe.validation},
            {"sources", std::move(sources)}};
}

Result<MixRecipe> mixRecipeFromJson(const Json &json)
{
    if (!json.is_object() || json.value("format", Json()) != Json("phi1-recipe"))
        return failure(ErrorCode::Usage, "this is no recipe of a training set: expected a JSON "
                                         "object with \"format\":\"phi1-recipe\"");
    const auto version = json.find("version");
    if (version == json.end() || !version->is_number_integer())
        return tl::unexpected(wrong("version", "a whole number"));
    if (version->get<std::int64_t>() > recipeVersion)
        return failure(ErrorCode::Incompatible,
                       concat("the recipe has version ", version->get<std::int64_t>(),
                              ", this program knows up to ", recipeVersion,
                              "; use a newer program"));
    MixRecipe recipe;
    PHI1_ASSIGN(recipe.name, textOf(json, "name", true));
    PHI1_ASSIGN(recipe.tokenizer, textOf(json, "tokenizer", false));
    PHI1_ASSIGN(recipe.validation, numberOf(json, "validation", recipe.validation));
    PHI1_ASSIGN(const double vocabulary, numberOf(json, "vocabulary", 0.0));
    if (!(vocabulary >= 0 && vocabulary <= 1e6) || vocabulary != std::floor(vocabulary))
        return tl::unexpected(wrong("vocabulary", "a whole number, 0 for a tokenizer of its own"));
    recipe.vocabulary = static_cast<std::int64_t>(vocabulary);
    const auto sources = json.find("sources");
    if (sources == json.end() || !sources->is_array())
        return tl::unexpected(wrong("sources", "a list"));
    for (const Json &source : *sources) {
        PHI1_ASSIGN(MixSource read, sourceFromJson(source));
        recipe.sources.push_back(std::move(read));
    }
    return recipe;
}

Result<void> checkSetName(std::string_view name)
{
    const bool harmless = !name.empty() && name.front() != '.' && name.size() <= longestName &&
                          isUtf8(name) && name.find('/') == std::string_view::npos;
    bool printed = true;
    for (const char c : name)
        printed = printed && static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
    if (!harmless || !printed)
        return failure(ErrorCode::Usage,
                       concat("\"", printable(name),
                              "\" cannot be the name of a training set: expected 1 to ",
                              longestName,
                              " bytes without a slash or control characters that do not begin "
                              "with a dot"));
    return {};
}

Result<void> checkRecipe(const MixRecipe &recipe)
{
    PHI1_TRY(checkSetName(recipe.name));
    if (recipe.sources.empty())
        return failure(ErrorCode::Usage, "the recipe has no source; add a corpus to it");
    if (!(recipe.validation >= 0 && recipe.validation < 1))
        return tl::unexpected(wrong("validation", "a fraction from 0 to below 1"));
    if (recipe.vocabulary != 0 && !recipe.tokenizer.empty())
        return failure(ErrorCode::Usage, "the recipe names a tokenizer and asks for one to be "
                                         "trained; leave \"tokenizer\" or \"vocabulary\" out");
    if (recipe.vocabulary != 0 && (recipe.vocabulary < 300 || recipe.vocabulary > 65536))
        return tl::unexpected(wrong("vocabulary", "300 to 65536 tokens"));
    for (const MixSource &source : recipe.sources) {
        if (source.corpus.empty())
            return tl::unexpected(wrong("corpus", "the name of a corpus"));
        if (!(source.weight > 0) || !std::isfinite(source.weight))
            return failure(ErrorCode::Usage,
                           concat("the weight of ", printable(source.shownTitle()), " is ",
                                  source.weight, ", expected a number above 0"));
    }
    return {};
}

} // namespace phi1

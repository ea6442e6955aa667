// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/endpoint.h"

#include <algorithm>
#include <cctype>
#include <memory>

#include <arpa/inet.h>
#include <curl/curl.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

struct UrlDelete {
    void operator()(CURLU *url) const { ::curl_url_cleanup(url); }
};

std::string partOf(CURLU *url, CURLUPart part)
{
    char *text = nullptr;
    if (::curl_url_get(url, part, &text, 0) != CURLUE_OK)
        return {};
    std::string copy = text;
    ::curl_free(text);
    return copy;
}

std::string lower(std::string_view text)
{
    std::string copy(text);
    std::transform(copy.begin(), copy.end(), copy.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return copy;
}

/// Whether a query has a parameter that is a secret by its name.
bool hasSecret(std::string_view query)
{
    while (!query.empty()) {
        const std::size_t end = query.find('&');
        const std::string name = lower(query.substr(0, std::min(end, query.find('='))));
        for (const std::string_view word : {"key", "token", "secret", "password", "sig"}) {
            if (name.find(word) != std::string::npos)
                return true;
        }
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    }
    return false;
}

/// 127.x.y.z; 127.example.org is a name like any other.
bool isLoopbackNumber(const std::string &host)
{
    in_addr address{};
    return ::inet_pton(AF_INET, host.c_str(), &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

std::string suffixOf(const std::string &api)
{
    return api == "chat" ? "/chat/completions" : "/completions";
}

std::optional<std::uint64_t> countOf(const Json &object, const char *key)
{
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_integer() || found->get<std::int64_t>() < 0)
        return std::nullopt;
    return found->get<std::uint64_t>();
}

std::string textOf(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The text of a message: a string, or a list of parts.
std::optional<std::string> contentOf(const Json &message)
{
    const auto content = message.find("content");
    if (content == message.end())
        return std::nullopt;
    if (content->is_string())
        return content->get<std::string>();
    if (content->is_null())
        return std::string();
    if (!content->is_array())
        return std::nullopt;
    std::string text;
    for (const Json &part : *content) {
        if (part.is_object())
            text += textOf(part, "text");
    }
    return text;
}

Result<Json> objectOf(std::string_view body)
{
    PHI1_ASSIGN(Json json, parseJson(body, "the endpoint's answer"));
    if (!json.is_object())
        return failure(ErrorCode::Corrupt, "the endpoint's answer is JSON, but no object");
    return json;
}

} // namespace

Result<EndpointAddress> endpointAddress(const std::string &base, const std::string &api)
{
    const std::unique_ptr<CURLU, UrlDelete> url(::curl_url());
    const std::string shown = printable(base, 200);
    if (!url || ::curl_url_set(url.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK)
        return failure(ErrorCode::Usage, concat("\"", shown,
                                                "\" is no address of an endpoint; one like "
                                                "http://127.0.0.1:8080/v1 is expected"));
    const std::string scheme = partOf(url.get(), CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https")
        return failure(ErrorCode::Usage,
                       concat("the endpoint's address begins with ", printable(scheme, 40),
                              "://; http:// or https:// is expected"));
    // Not repeated in the message: it is what must not be written down.
    if (!partOf(url.get(), CURLUPART_USER).empty() ||
        !partOf(url.get(), CURLUPART_PASSWORD).empty() ||
        hasSecret(partOf(url.get(), CURLUPART_QUERY)))
        return failure(ErrorCode::Usage,
                       "the endpoint's address holds a name, a password or a key; addresses are "
                       "written into the job's files, so give the key in PHI1_API_KEY or with "
                       "--key-stdin");
    std::string path = partOf(url.get(), CURLUPART_PATH);
    while (path.ends_with('/'))
        path.pop_back();
    if (!path.ends_with(suffixOf(api)) || (api != "chat" && path.ends_with("/chat/completions")))
        path += suffixOf(api);
    ::curl_url_set(url.get(), CURLUPART_PATH, path.c_str(), 0);
    ::curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
    const std::string host = lower(partOf(url.get(), CURLUPART_HOST));
    EndpointAddress address;
    address.url = partOf(url.get(), CURLUPART_URL);
    address.isLoopback = host == "localhost" || host == "[::1]" || isLoopbackNumber(host);
    address.isEncrypted = scheme == "https";
    return address;
}

Json settingsOf(const SynthesisSpec &spec, const PlannedPrompt &prompt)
{
    const SynthesisSpec::Generation &generation = spec.generation;
    Json settings = {{"temperature", generation.temperature},
                     {"top_p", generation.topP},
                     {"max_tokens", generation.maxTokens}};
    if (!generation.stop.empty())
        settings["stop"] = generation.stop;
    if (generation.sendSeed)
        settings["seed"] = prompt.seed;
    return settings;
}

std::string requestBody(const SynthesisSpec &spec, const PlannedPrompt &prompt)
{
    Json body = {{"model", spec.endpoint.model}};
    if (spec.generation.api == "chat") {
        Json messages = Json::array();
        if (!prompt.system.empty())
            messages.push_back({{"role", "system"}, {"content", prompt.system}});
        messages.push_back({{"role", "user"}, {"content", prompt.prompt}});
        body["messages"] = std::move(messages);
    } else {
        body["prompt"] =
            prompt.system.empty() ? prompt.prompt : prompt.system + "\n" + prompt.prompt;
    }
    body.update(settingsOf(spec, prompt));
    return dumpJson(body);
}

Result<ModelAnswer> parseAnswer(std::string_view body, const std::string &api)
{
    PHI1_ASSIGN(const Json json, objectOf(body));
    const auto choices = json.find("choices");
    if (choices == json.end() || !choices->is_array() || choices->empty() ||
        !choices->front().is_object())
        return failure(ErrorCode::Corrupt,
                       concat("the endpoint's answer has no list `choices`: ", refusalText(body)));
    const Json &choice = choices->front();
    ModelAnswer answer;
    std::optional<std::string> text;
    if (api == "chat") {
        const auto message = choice.find("message");
        if (message != choice.end() && message->is_object())
            text = contentOf(*message);
    } else if (const auto found = choice.find("text");
               found != choice.end() && found->is_string()) {
        text = found->get<std::string>();
    }
    if (!text)
        return failure(ErrorCode::Corrupt,
                       concat("the endpoint's answer has no `",
                              api == "chat" ? "message.content" : "text",
                              "` in its first choice; is it a \"", api, "\" endpoint?"));
    answer.text = std::move(*text);
    answer.finishReason = textOf(choice, "finish_reason");
    answer.model = textOf(json, "model");
    answer.id = textOf(json, "id");
    if (const auto usage = json.find("usage"); usage != json.end() && usage->is_object()) {
        answer.promptTokens = countOf(*usage, "prompt_tokens");
        answer.completionTokens = countOf(*usage, "completion_tokens");
    }
    return answer;
}

std::string refusalText(std::string_view body)
{
    const Json json = Json::parse(body, nullptr, false);
    std::string text;
    if (json.is_object()) {
        const auto error = json.find("error");
        if (error != json.end() && error->is_object())
            text = textOf(*error, "message");
        for (const char *key : {"error", "message", "detail"}) {
            if (text.empty())
                text = textOf(json, key);
        }
    }
    if (text.empty())
        text = body.empty() ? "(nothing)" : std::string(body.substr(0, 300));
    return printable(text, 300);
}

bool isOutOfQuota(std::string_view body)
{
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object())
        return false;
    const auto error = json.find("error");
    if (error == json.end() || !error->is_object())
        return false;
    return textOf(*error, "code") == "insufficient_quota" ||
           textOf(*error, "type") == "insufficient_quota";
}

} // namespace phi1

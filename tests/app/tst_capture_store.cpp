// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "app/phi1/serve/capture_store.h"
#include "app/phi1/serve/head_slices.h"
#include "app/phi1/serve/route_table.h"

using namespace phi1;

namespace {

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

std::shared_ptr<ServedModel> model(const std::string &id)
{
    const auto model = std::make_shared<ServedModel>();
    model->id = id;
    model->inspected.device = "cpu";
    return model;
}

/// A store with a budget of 100 bytes on a machine that has `available` free.
struct Store {
    std::uint64_t available = 1000;
    CaptureStore store{100, [this] { return available; }};
    std::shared_ptr<ServedModel> base = model("base");

    /// Makes a capture that holds `bytes`, and forgets it but for its id.
    std::string make(std::uint64_t bytes)
    {
        const auto capture = store.add(base, {1, 2, 3}, bytes);
        REQUIRE(capture);
        (*capture)->update({StoredCapture::State::Ready, 1, 1, bytes, 0, true, {}}, nullptr);
        return (*capture)->id();
    }
    bool has(const std::string &id) const { return store.look(id).has_value(); }
};

} // namespace

TEST_CASE("the capture not used for longest makes room, and one alone may be larger")
{
    Store s;
    const std::string a = s.make(40), b = s.make(40);
    CHECK(s.store.use(a));
    CHECK(s.store.look(b)); // is no use
    const std::string c = s.make(30);
    CHECK(s.has(a));
    CHECK(!s.has(b));
    CHECK(s.has(c));
    const auto gone = s.store.use(b);
    CHECK(gone.error().status == 404);
    CHECK(gone.error().code == "capture_dropped");
    CHECK(contains(gone.error().message, "dropped to make room"));
    CHECK(s.store.look("capture-1").error().code == "capture_not_found");
    CHECK(s.store.totals().bytes == 70);

    const std::string huge = s.make(500);
    CHECK(s.store.all().size() == 1);
    CHECK(s.has(huge));
    CHECK(a != b);
}

TEST_CASE("no more goes than must")
{
    Store s;
    const std::string a = s.make(30), b = s.make(30), c = s.make(30);
    const std::string d = s.make(10); // fits as it is
    CHECK((s.has(a) && s.has(b) && s.has(c) && s.has(d)));
    s.make(20);
    CHECK((!s.has(a) && s.has(b) && s.has(c) && s.has(d)));
}

TEST_CASE("a capture in use stays, and where only such are nothing more fits")
{
    Store s;
    const std::string a = s.make(60), b = s.make(30);
    {
        const auto used = s.store.use(a);
        const std::string c = s.make(30); // b goes, though a was made before it
        CHECK((s.has(a) && !s.has(b) && s.has(c)));
        const auto alsoUsed = s.store.use(c);
        const auto refused = s.store.add(s.base, {1}, 30);
        REQUIRE(!refused);
        CHECK(refused.error().status == 429);
        CHECK(
            contains(refused.error().message, "2 captures in use hold 90 bytes of the 100 bytes"));
        CHECK((s.has(a) && s.has(c)));
    }
    CHECK(s.store.add(s.base, {1}, 30));
}

TEST_CASE("a capture being made is in use by the one who makes it, and counts with its need")
{
    Store s;
    const auto making = s.store.add(s.base, {1, 2}, 80);
    REQUIRE(making);
    CHECK(s.store.totals().bytes == 80);
    CHECK(s.store.add(s.base, {1}, 30).error().status == 429);
    (*making)->fail({ErrorCode::Device, "no memory"});
    CHECK(s.store.add(s.base, {1}, 30));
    // An update counts as it is then.
    CHECK(s.store.totals().bytes == 30);
}

TEST_CASE("without memory a capture is refused with numbers, and nothing is dropped in vain")
{
    Store s;
    const std::string a = s.make(40);
    s.available = 20;
    const auto refused = s.store.add(s.base, {1}, 90);
    REQUIRE(!refused);
    CHECK(refused.error().status == 507);
    CHECK(refused.error().more["needs_bytes"] == 90);
    CHECK(refused.error().more["available_bytes"] == 20);
    CHECK(s.has(a));
    // An accelerator has memory of its own, of which its engine knows.
    const auto elsewhere = model("elsewhere");
    elsewhere->inspected.device = "cuda:0";
    CHECK(s.store.add(elsewhere, {1}, 30));
    // What the dropped one frees counts.
    const std::string b = s.make(55);
    CHECK((!s.has(a) && s.has(b)));
}

TEST_CASE("what was taken out says why, and holds its memory while somebody uses it")
{
    Store s;
    const std::string a = s.make(40);
    {
        const auto used = s.store.use(a);
        const auto removed = s.store.remove(a, "it was deleted");
        REQUIRE(removed);
        CHECK((*removed)->stopToken().stop_requested());
        CHECK(s.store.totals().captures == 0);
        CHECK(s.store.totals().bytes == 40);
        CHECK(contains(s.store.remove(a, "again").error().message, "it was deleted"));
    }
    CHECK(s.store.totals().bytes == 0);
}

TEST_CASE("the captures of a model go with it")
{
    Store s;
    const std::string a = s.make(10);
    const auto other = model("other");
    REQUIRE(s.store.add(other, {1}, 10));
    s.store.removeOf(*s.base);
    CHECK(!s.has(a));
    CHECK(contains(s.store.look(a).error().message, "base was unloaded"));
    CHECK(s.store.all().size() == 1);
}

TEST_CASE("however small, there are at most 256")
{
    Store s;
    const std::string first = s.make(0);
    for (int i = 0; i < 256; ++i)
        s.make(0);
    CHECK(s.store.all().size() == 256);
    CHECK(!s.has(first));
}

TEST_CASE("who waits for a capture is told once, and at once where nothing more comes")
{
    StoredCapture capture("c", model("m"), {1}, 10);
    int told = 0;
    capture.onUpdate([&] { ++told; });
    CHECK(told == 0);
    capture.update({StoredCapture::State::Capturing, 1, 0.5, 10, 0, {}, {}}, nullptr);
    capture.update({StoredCapture::State::Capturing, 2, 0.6, 10, 0, {}, {}}, nullptr);
    CHECK(told == 1);
    // Who asks again while being told waits for the next one.
    capture.onUpdate([&] { capture.onUpdate([&] { ++told; }); });
    capture.update({StoredCapture::State::Capturing, 3, 0.7, 10, 0, {}, {}}, nullptr);
    CHECK(told == 1);
    capture.fail({ErrorCode::Device, "gone"});
    CHECK(told == 2);
    capture.onUpdate([&] { ++told; });
    CHECK(told == 3);
    CHECK(capture.facts().bytes == 0);
}

TEST_CASE("heads come layer by layer, those that are there before those that are captured")
{
    const std::vector<HeadId> asked = {{2, 0}, {0, 1}, {1, 5}, {0, 1}, {0, 0}};
    HeadSlices slices(asked);
    auto next = slices.next(1);
    REQUIRE(next.size() == 1); // the first slice tells how long one takes
    CHECK(next[0].id == HeadId{0, 0});
    slices.took(1, 0.001);
    next = slices.next(1);
    REQUIRE(next.size() == 1);
    CHECK(next[0].id == HeadId{0, 1});
    CHECK(next[0].places == std::vector<std::size_t>{1, 3});
    slices.took(1, 0.001);
    CHECK(slices.next(1).empty());
    CHECK(!slices.isDone());
    next = slices.next(3);
    REQUIRE(next.size() == 2);
    CHECK(next[1].id == HeadId{2, 0});
    slices.took(2, 0.001);
    CHECK(slices.isDone());
}

TEST_CASE("slices grow to 60 ms and no farther, and shrink at once")
{
    SlicePace pace;
    CHECK(pace.pieces() == 1);
    pace.took(1, 0.0001);
    CHECK(pace.pieces() == 4); // others may take longer
    for (int i = 0; i < 20; ++i)
        pace.took(pace.pieces(), 0.01 * static_cast<double>(pace.pieces()));
    CHECK(pace.pieces() == 6);
    pace.took(6, 1.2);
    CHECK(pace.pieces() == 1);
    pace.took(1, 0);
    CHECK(pace.pieces() == 4);
}

TEST_CASE("routes are found by method and path")
{
    RouteTable table;
    const auto nothing = [](const std::shared_ptr<Exchange> &, const std::string &) {};
    table.add("GET", "/v1/things", nothing);
    table.add("GET", "/v1/things/*", nothing);
    table.add("DELETE", "/v1/things/*", nothing);
    table.add("POST", "/v1/things/*/parts", nothing, RouteTable::Pace::Slow);

    CHECK(table.find("GET", "/v1/things").route->path == "/v1/things");
    CHECK(table.find("HEAD", "/v1/things/a").id == "a");
    CHECK(table.find("POST", "/v1/things/a.b/parts").id == "a.b");
    CHECK(table.find("POST", "/v1/things/a/parts").route->pace == RouteTable::Pace::Slow);
    const auto other = table.find("PUT", "/v1/things/a");
    CHECK((!other.route && other.isPath));
    for (const char *path : {"/v1/things/", "/v1/things/a/b", "/v1/things//parts", "/v1/thing", "",
                             "/v1/things/a/parts/"}) {
        CAPTURE(path);
        CHECK(!table.find("POST", path).isPath);
        CHECK(!table.find("GET", path).isPath);
    }
    CHECK(table.allowedMethods("/v1/things/a") == "OPTIONS, GET, HEAD, DELETE");
    CHECK(table.allowedMethods("*") == "OPTIONS, GET, HEAD, POST, DELETE");
}

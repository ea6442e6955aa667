// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/curves/run_tail.h"
#include "tests/core/curves/curve_support.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

/// A curve that takes in the events of a text, as the window does.
struct Taken {
    Taken()
        : tail(folder.path(), {})
    {}
    void add(const std::string &text)
    {
        appendFile(folder / "events.jsonl", text);
        const auto batch = tail.poll();
        REQUIRE(batch);
        data.apply(*batch);
    }
    TemporaryFolder folder;
    RunTail tail;
    CurveData data;
};

} // namespace

TEST_CASE("a curve tells what RunCurve tells of any sequence of events")
{
    std::uint64_t rows = 0;
    std::uint64_t history = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        MadeUpRun run(seed);
        const TemporaryFolder folder;
        const auto file = folder / "events.jsonl";
        EventReader reader(file);
        RunTail tail(folder.path(), {});
        RunCurve curve;
        CurveData direct;
        CurveData batched;
        for (int part = 0; part < 12; ++part) {
            appendFile(file, run.lines(1 + part * 7));
            REQUIRE(reader.poll([&](const Event &event) {
                curve.add(event);
                direct.apply(event);
            }));
            const auto batch = tail.poll();
            REQUIRE(batch);
            CHECK(batch->atEnd);
            batched.apply(*batch);
            checkEqual(direct, curve);
            checkEqual(batched, direct);
        }
        rows += direct.rows();
        history += direct.historicSteps();
    }
    CHECK(rows > 2000);
    CHECK(history > 500);
}

TEST_CASE("each apply changes the revision, and cutting changes the count of cuts")
{
    Taken taken;
    const auto revision = taken.data.revision();
    taken.add(hello(0, 0) + step(0, 1, 2) + step(0, 2, 2) + step(0, 3, 2));
    CHECK(taken.data.revision() != revision);
    const auto cuts = taken.data.cuts();
    taken.add(step(0, 4, 2));
    CHECK(taken.data.cuts() == cuts);
    taken.add(hello(1, 4));
    CHECK(taken.data.cuts() == cuts);
    taken.add(hello(2, 2));
    CHECK(taken.data.cuts() != cuts);
    CHECK(taken.data.rows() == 2);
    taken.data.apply(RunBatch{.restarted = true, .events = {}, .atEnd = false});
    CHECK(taken.data.rows() == 0);
    CHECK(taken.data.cuts() != cuts);
}

TEST_CASE("marks stand at their steps, and those that a resume undid are gone")
{
    Taken taken;
    taken.add(hello(0, 0) + step(0, 1, 2) + step(0, 2, 2) +
              line("checkpoint", 0, 1002, 2,
                   R"("step":2,"path":"checkpoints/step-2","bytes":4096,"seconds":1.5)") +
              step(0, 3, 2) + line("warning", 0, 1003, 3, R"("code":"a","message":"low disk")") +
              step(0, 4, 2) + line("error", 0, 1004, 4, R"("code":"out_of_memory")") +
              line("bye", 0, 1004, 4, R"("reason":"failed")"));
    auto marks = taken.data.marks();
    REQUIRE(marks.size() == 4);
    CHECK(marks[0].kind == RunMark::Kind::Checkpoint);
    CHECK(marks[0].step == 2);
    CHECK(marks[0].tokens == 200);
    CHECK(marks[0].time == 2);
    CHECK(marks[0].clock == 1002);
    CHECK(marks[0].text == "checkpoints/step-2");
    CHECK(marks[0].bytes == 4096);
    CHECK(marks[0].seconds == 1.5);
    CHECK(marks[1].kind == RunMark::Kind::Warning);
    CHECK(marks[1].step == 3);
    CHECK(marks[1].text == "low disk");
    CHECK(marks[2].kind == RunMark::Kind::Error);
    CHECK(marks[2].text == "out_of_memory");
    CHECK(marks[3].kind == RunMark::Kind::End);
    CHECK(marks[3].step == 4);
    CHECK(marks[3].text == "failed");

    taken.add(hello(1, 2) + step(1, 3, 1));
    marks = taken.data.marks();
    REQUIRE(marks.size() == 2);
    CHECK(marks[0].kind == RunMark::Kind::Checkpoint);
    CHECK(marks[1].kind == RunMark::Kind::Resume);
    CHECK(marks[1].step == 2);
    CHECK(marks[1].tokens == 200);
    CHECK(marks[1].text == "node7");
}

TEST_CASE("a summary tells the newest numbers and the best ones")
{
    Taken taken;
    CHECK(taken.data.summary().step == -1);
    CHECK(isMissing(taken.data.summary().loss));
    CHECK(taken.data.summary().segment == -1);
    taken.add(hello(0, 0) + step(0, 1, 3) + step(0, 2, 1.25) + step(0, 3, 2) +
              line("eval", 0, 1003, 3, R"("step":2,"name":"validation","loss":1.5)") +
              line("eval", 0, 1003, 3, R"("step":3,"name":"validation","loss":1.75)"));
    CurveSummary summary = taken.data.summary();
    CHECK(summary.step == 3);
    CHECK(summary.rows == 3);
    CHECK(summary.tokens == 300);
    CHECK(summary.loss == 2);
    CHECK(summary.bestLoss == 1.25);
    CHECK(summary.bestStep == 2);
    CHECK(summary.validation == 1.75);
    CHECK(summary.validationStep == 3);
    CHECK(summary.bestValidation == 1.5);
    CHECK(summary.learningRate == 0.001);
    CHECK(summary.gradientNorm == 0.5);
    CHECK(isMissing(summary.mfu));
    CHECK(summary.firstNonFiniteStep == -1);
    CHECK(summary.segment == 0);
    CHECK(summary.firstTime == 1000);
    CHECK(summary.lastTime == 1003);

    taken.add(line("step", 0, 1004, 4, R"("step":4,"loss":"NaN")"));
    summary = taken.data.summary();
    CHECK(std::isnan(summary.loss));
    CHECK_FALSE(isMissing(summary.loss));
    CHECK(summary.firstNonFiniteStep == 4);
    CHECK(isMissing(summary.gradientNorm));
    CHECK(summary.tokens == 300);

    taken.add(hello(1, 1));
    summary = taken.data.summary();
    CHECK(summary.step == 1);
    CHECK(summary.bestLoss == 3);
    CHECK(summary.firstNonFiniteStep == -1);
    CHECK(isMissing(summary.validation));
}

TEST_CASE("evaluations stand on the tokens trained on, not on those evaluated")
{
    Taken taken;
    taken.add(hello(0, 0) + step(0, 1, 3) + step(0, 2, 3) +
              line("eval", 0, 1002, 2, R"("step":2,"name":"validation","loss":1,"tokens":7)"));
    REQUIRE(taken.data.evaluations().size() == 1);
    const EvaluationCurve &curve = taken.data.evaluations()[0];
    CHECK(curve.tokens[0] == 200);
    CHECK(curve.time[0] == 2);
    CHECK(curve.clock[0] == 1002);
}

TEST_CASE("without tokens the axis says so")
{
    Taken taken;
    taken.add(line("step", 0, 1, 1, R"("step":1,"loss":1)"));
    CHECK_FALSE(taken.data.hasAxis(CurveAxis::Tokens));
    CHECK(taken.data.hasAxis(CurveAxis::Time));
    CHECK(taken.data.axis(CurveAxis::Tokens)[0] == 0);
    taken.add(line("step", 0, 1, 1, R"("step":2,"loss":1,"tokens":5)"));
    CHECK(taken.data.hasAxis(CurveAxis::Tokens));
    CHECK(taken.data.column("tokens") == nullptr);
    CHECK(taken.data.column("nothing") == nullptr);
}

TEST_CASE("hostile events do not grow the curve without end")
{
    Taken taken;
    std::string many = R"("step":1)";
    for (int i = 0; i < 400; ++i)
        many += concat(R"(,"c)", i, R"(":1)");
    std::string text = line("step", 0, 1, 1, many);
    for (int i = 0; i < 300; ++i)
        text += line("eval", 0, 1, 1, concat(R"("step":1,"loss":1,"name":"e)", i, "\""));
    text += line("warning", 0, 1, 1,
                 concat(R"("message":")", std::string(400, 'x'),
                        "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöü"
                        "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöü\""));
    text += line("step", 0, 1, 1, R"("step":9223372036854775807,"loss":1)");
    taken.add(text);
    CHECK(taken.data.rows() == 1);
    CHECK(taken.data.columnNames().size() == 256);
    CHECK(taken.data.evaluations().size() == 64);
    REQUIRE(taken.data.marks().size() == 1);
    CHECK(taken.data.marks()[0].text.size() <= 500);
    CHECK(taken.data.marks()[0].text.size() > 490);
    CHECK(isUtf8(taken.data.marks()[0].text));
}

TEST_CASE("a flood of warnings leaves room for the end of the run")
{
    CurveData data;
    RunBatch batch;
    RunEvent warning;
    warning.kind = "warning";
    warning.line = R"({"event":"warning","v":1,"message":"again"})";
    batch.events.assign(40000, warning);
    data.apply(batch);
    RunEvent end;
    end.kind = "bye";
    end.line = R"({"event":"bye","v":1,"reason":"finished"})";
    data.apply(RunBatch{.restarted = false, .events = {end}, .atEnd = true});
    CHECK(data.marks().size() < 40000);
    CHECK(data.marks().back().kind == RunMark::Kind::End);
}

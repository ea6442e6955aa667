// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/diff.h"
#include "views/format/number_text.h"
#include "views/sample_text/sample_text_view.h"

#include <QCoreApplication>

#include <algorithm>

namespace phi1 {
namespace {

/// Two texts of more are not compared: that may take longer than a frame by far.
constexpr qsizetype mostBytes = 512 << 10;

using Mark = SampleTextView::LineMark;

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// Marks lines [begin, end) given in bytes of the text.
struct Lines {
    std::string_view text;
    QVector<Mark> marks;
    qint64 line = 0;
    std::int64_t at = 0;

    int pass(std::int64_t end, Mark mark)
    {
        int count = 0;
        while (at < end) {
            const std::size_t found = text.find('\n', static_cast<std::size_t>(at));
            at = found == std::string_view::npos ? static_cast<std::int64_t>(text.size())
                                                 : static_cast<std::int64_t>(found) + 1;
            marks.append(mark);
            ++count;
        }
        return count;
    }
};

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("phi1::SampleTextView", text, nullptr, n);
}

} // namespace

QString markDifferences(SampleTextView &first, SampleTextView &second)
{
    if (first.text().size() > mostBytes || second.text().size() > mostBytes) {
        first.setLineMarks({});
        second.setLineMarks({});
        return tr("Longer than %1: not compared line by line").arg(bytes(mostBytes));
    }
    Lines a{viewOf(first.text()), {}};
    Lines b{viewOf(second.text()), {}};
    const std::vector<EditRun> runs = diffLines(a.text, b.text);
    int equal = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const EditRun &run = runs[i];
        if (run.kind == EditRun::Kind::Equal) {
            equal += a.pass(run.endA, Mark::None);
            b.pass(run.endB, Mark::None);
            continue;
        }
        // Lines that others take the place of differ; lines with nothing in their place are alone.
        const bool hasPair = run.kind == EditRun::Kind::Delete && i + 1 < runs.size() &&
                             runs[i + 1].kind == EditRun::Kind::Insert;
        if (run.kind == EditRun::Kind::Delete)
            a.pass(run.endA, hasPair ? Mark::Differs : Mark::Only);
        else
            b.pass(run.endB, Mark::Only);
        if (hasPair) {
            b.pass(runs[i + 1].endB, Mark::Differs);
            ++i;
        }
    }
    const qsizetype most = std::max(a.marks.size(), b.marks.size());
    const bool differs = equal < most;
    first.setLineMarks(differs ? a.marks : QVector<Mark>());
    second.setLineMarks(differs ? b.marks : QVector<Mark>());
    return tr("%1 of %2 lines are equal").arg(grouped(equal), grouped(most));
}

} // namespace phi1

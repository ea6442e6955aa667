// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/checkpoint_section.h"

#include <algorithm>
#include <cmath>

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QMenu>
#include <QUrl>
#include <QVBoxLayout>

#include "core/curves/curve_data.h"
#include "views/format/number_text.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/section_title.h"
#include "views/widgets/text_label.h"

namespace phi1 {

namespace {

constexpr qsizetype newest = 3; ///< shown before one asks for all

double validationAt(const CurveData &curve, qint64 step)
{
    for (const EvaluationCurve &evaluation : curve.evaluations()) {
        const auto steps = evaluation.step.values();
        const auto found = std::lower_bound(steps.begin(), steps.end(), static_cast<double>(step));
        if (found != steps.end() && *found == static_cast<double>(step))
            return evaluation.loss[static_cast<std::size_t>(found - steps.begin())];
    }
    return missingValue();
}

const RunMark *markAt(const CurveData &curve, qint64 step)
{
    for (const RunMark &mark : curve.marks())
        if (mark.kind == RunMark::Kind::Checkpoint && mark.step == step)
            return &mark;
    return nullptr;
}

} // namespace

CheckpointSection::CheckpointSection(QWidget *parent)
    : QWidget(parent)
    , m_title(new SectionTitle(tr("Checkpoints"), {}, this))
    , m_none(
          new TextLabel(tr("None was written yet."), Theme::Font::Small, Theme::Token::Text3, this))
    , m_rowLayout(new QVBoxLayout)
    , m_all(new ActionButton({}, {}, ActionButton::Role::Flat, this))
{
    m_rowLayout->setSpacing(0);
    m_all->setSmall(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_title);
    column->addWidget(m_none);
    column->addLayout(m_rowLayout);
    column->addWidget(m_all, 0, Qt::AlignLeft);
    connect(m_all, &QPushButton::clicked, this, [this] {
        m_showsAll = !m_showsAll;
        arrange();
    });
    Theme::instance().follow(this, [column] { column->setSpacing(Theme::instance().px(2)); });
}

void CheckpointSection::show(const QVector<CheckpointInfo> &checkpoints, const CurveData *curve)
{
    m_contents.clear();
    std::uint64_t total = 0;
    double best = std::numeric_limits<double>::infinity();
    for (auto it = checkpoints.rbegin(); it != checkpoints.rend(); ++it) {
        CheckpointRow::Content content;
        content.step = it->step;
        content.folder = it->folder;
        content.written = it->written > 0 ? localTime(it->written) : QString();
        if (curve) {
            const double validation = validationAt(*curve, it->step);
            if (!isMissing(validation))
                content.validation = tr("val. %1").arg(loss(validation));
            if (std::isfinite(validation))
                best = std::min(best, validation);
            if (const RunMark *mark = markAt(*curve, it->step)) {
                content.size = bytes(mark->bytes);
                total += mark->bytes;
                content.written = localTime(mark->clock);
            }
        }
        m_contents.append(content);
    }
    if (curve && m_contents.size() > 1) {
        for (CheckpointRow::Content &content : m_contents)
            content.isBest = std::isfinite(best) && validationAt(*curve, content.step) == best;
    }
    const int count = static_cast<int>(m_contents.size());
    QString aside = tr("%n kept", nullptr, count);
    if (total > 0)
        aside = tr("%1, %2").arg(aside, bytes(total));
    m_title->setAside(count > 0 ? aside : QString());
    m_none->setVisible(count == 0);
    arrange();
}

void CheckpointSection::arrange()
{
    const qsizetype shown = m_showsAll ? m_contents.size() : std::min(newest, m_contents.size());
    while (m_rows.size() < shown) {
        auto *row = new CheckpointRow(this);
        m_rows.append(row);
        m_rowLayout->addWidget(row);
        connect(row, &QAbstractButton::clicked, this, [this, row] { showMenu(row); });
    }
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setVisible(i < shown);
        if (i < shown)
            m_rows[i]->set(m_contents[i]);
    }
    m_all->setVisible(m_contents.size() > newest);
    m_all->setText(m_showsAll ? tr("Only the newest")
                              : tr("All %n", nullptr, static_cast<int>(m_contents.size())));
}

void CheckpointSection::showMenu(CheckpointRow *row)
{
    const CheckpointRow::Content content = row->content();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Finetune from here…"), this,
                    [this, content] { emit finetuneRequested(content.folder); });
    menu->addAction(tr("Compare completions"), this,
                    [this, content] { emit compareRequested(content.folder); });
    menu->addAction(tr("Show the step"), this,
                    [this, content] { emit stepRequested(content.step); });
    menu->addSeparator();
    menu->addAction(tr("Open folder"), this,
                    [content] { QDesktopServices::openUrl(QUrl::fromLocalFile(content.folder)); });
    menu->addAction(tr("Copy path"), this, [this, content] {
        QApplication::clipboard()->setText(content.folder);
        emit copied(tr("Copied the checkpoint's path"));
    });
    menu->popup(row->mapToGlobal(QPoint(0, row->height())));
}

} // namespace phi1

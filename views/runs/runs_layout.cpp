// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/runs_layout.h"

#include <algorithm>

#include <QSplitter>
#include <QVBoxLayout>

#include "views/theme/theme.h"

namespace phi1 {

RunsLayout::RunsLayout(QWidget *table, QWidget *charts, QWidget *log, QWidget *parent)
    : QWidget(parent)
    , m_table(table)
    , m_charts(charts)
    , m_log(log)
    , m_rows(new QSplitter(Qt::Vertical, this))
    , m_top(new QSplitter(Qt::Horizontal, m_rows))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_rows);
    for (QSplitter *splitter : {m_rows, m_top})
        splitter->setChildrenCollapsible(false);
    connect(m_rows, &QSplitter::splitterMoved, this, &RunsLayout::rememberHeights);
    connect(m_top, &QSplitter::splitterMoved, this, &RunsLayout::rememberWidths);
    m_top->addWidget(m_table);
    m_rows->addWidget(m_top);
    m_rows->addWidget(m_charts);
    m_rows->addWidget(m_log);
    Theme::instance().follow(this, [this] {
        for (QSplitter *splitter : {m_rows, m_top})
            splitter->setHandleWidth(Theme::instance().px(8));
        apply();
    });
}

void RunsLayout::setPageWidth(PageWidth width)
{
    if (width == m_width)
        return;
    m_width = width;
    arrange();
}

void RunsLayout::arrange()
{
    m_applying = true;
    if (m_width == PageWidth::Wide)
        m_top->addWidget(m_log);
    else
        m_rows->addWidget(m_log);
    m_applying = false;
    apply();
}

void RunsLayout::setLogFolded(bool folded, int foldedHeight)
{
    m_logFolded = folded;
    m_foldedHeight = foldedHeight;
    apply();
}

void RunsLayout::setTableHeight(int pixels)
{
    if (pixels == m_tableHeight)
        return;
    m_tableHeight = pixels;
    if (m_tableShare <= 0)
        apply();
}

void RunsLayout::apply()
{
    if (m_applying || height() <= 0)
        return;
    m_applying = true;
    const int all = std::max(1, m_rows->height() - 2 * m_rows->handleWidth());
    int top = m_tableShare > 0 ? static_cast<int>(m_tableShare * all) : m_tableHeight;
    top = std::clamp(top, std::min(all / 2, Theme::instance().px(110)), all / 2);
    if (m_width == PageWidth::Wide) {
        m_rows->setSizes({top, all - top});
        const int wide = std::max(1, m_top->width() - m_top->handleWidth());
        const int log = static_cast<int>(m_logWidthShare * wide);
        m_top->setSizes({wide - log, log});
    } else {
        const int log = m_logFolded ? m_foldedHeight : static_cast<int>(m_logShare * all);
        m_rows->setSizes({top, all - top - log, log});
    }
    m_applying = false;
}

void RunsLayout::rememberHeights()
{
    if (m_applying)
        return;
    const QList<int> sizes = m_rows->sizes();
    const double all = std::max(1, m_rows->height() - 2 * m_rows->handleWidth());
    m_tableShare = sizes.value(0) / all;
    if (m_width != PageWidth::Wide && !m_logFolded && sizes.size() == 3)
        m_logShare = sizes[2] / all;
    emit stateChanged();
}

void RunsLayout::rememberWidths()
{
    const QList<int> sizes = m_top->sizes();
    if (m_applying || sizes.size() != 2)
        return;
    m_logWidthShare = sizes[1] / static_cast<double>(std::max(1, sizes[0] + sizes[1]));
    emit stateChanged();
}

void RunsLayout::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    apply();
}

QVariantMap RunsLayout::saveState() const
{
    return {{QStringLiteral("table"), m_tableShare},
            {QStringLiteral("log"), m_logShare},
            {QStringLiteral("logWidth"), m_logWidthShare}};
}

void RunsLayout::restoreState(const QVariantMap &state)
{
    const auto share = [&](const QString &key, double otherwise) {
        const double value = state.value(key, otherwise).toDouble();
        return value >= 0 && value <= 0.9 ? value : otherwise;
    };
    m_tableShare = share(QStringLiteral("table"), 0);
    m_logShare = std::max(0.05, share(QStringLiteral("log"), m_logShare));
    m_logWidthShare = std::max(0.1, share(QStringLiteral("logWidth"), m_logWidthShare));
    apply();
}

} // namespace phi1

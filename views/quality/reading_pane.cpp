// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/reading_pane.h"

#include <QSplitter>
#include <QVBoxLayout>

#include "views/sample_text/sample_text_view.h"
#include "views/widgets/panel.h"
#include "views/widgets/rule_line.h"

namespace phi1 {

ReadingPane::ReadingPane(const QString &title, Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(title, this))
    , m_splitter(new QSplitter(orientation))
    , m_list(new EntryList(title))
    , m_text(new SampleTextView)
    , m_lower(new QWidget)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_panel);
    auto *lower = new QVBoxLayout(m_lower);
    lower->setContentsMargins(0, 0, 0, 0);
    lower->setSpacing(0);
    auto *reading = new QWidget;
    const bool isStacked = orientation == Qt::Vertical;
    auto *beside =
        new QBoxLayout(isStacked ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight, reading);
    beside->setContentsMargins(0, 0, 0, 0);
    beside->setSpacing(0);
    beside->addWidget(new RuleLine(isStacked ? Qt::Horizontal : Qt::Vertical));
    beside->addWidget(m_lower, 1);
    lower->addWidget(m_text, 1);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(reading);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setSizes({400, 600});
    m_panel->setContent(m_splitter);
    connect(m_list, &EntryList::currentSampleChanged, this, [this](SampleRow row) {
        if (row == noSample)
            m_text->setText({});
        else
            emit textRequested(row);
    });
}

void ReadingPane::addBelowText(QWidget *widget)
{
    m_lower->layout()->addWidget(new RuleLine);
    m_lower->layout()->addWidget(widget);
}

void ReadingPane::showText(SampleRow row, const QByteArray &text)
{
    if (row == m_list->currentRow() && text != m_text->text())
        m_text->setText(text);
}

} // namespace phi1

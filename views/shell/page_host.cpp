// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/page_host.h"

#include "views/shell/page.h"
#include "views/theme/theme.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/page_header.h"

#include <QVBoxLayout>

namespace phi1 {

PageHost::PageHost(Page *page, QWidget *parent)
    : QWidget(parent)
    , m_page(page)
    , m_header(new PageHeader(page->title()))
    , m_inspector(page->inspector())
{
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(0);
    layout->addWidget(page, 1);
    page->setAccessibleName(page->title());
    m_header->setBackVisible(!page->railParent().isEmpty());
    m_header->setFacts(page->facts());
    if (m_inspector) {
        auto *toggle = new IconButton(QStringLiteral("inspector"), tr("Inspector (F9)"));
        connect(toggle, &IconButton::clicked, this, &PageHost::inspectorToggled);
        m_header->addActionWidget(toggle);
        const auto update = [this, toggle] { toggle->setVisible(!m_page->inspectorIsIdle()); };
        connect(page, &Page::inspectorTitleChanged, toggle, update);
        update();
    }
    const QList<QWidget *> actions = page->headerActions();
    for (QWidget *action : actions)
        m_header->addActionWidget(action);
    connect(page, &Page::factsChanged, m_header, [this] {
        m_header->setTitle(m_page->title());
        m_header->setFacts(m_page->facts());
    });
    connect(m_header, &PageHeader::backRequested, this, &PageHost::backRequested);
    Theme::instance().follow(this, [this] { layOut(); });
}

void PageHost::setInspectorBeside(bool beside)
{
    if (m_beside == beside)
        return;
    m_beside = beside;
    layOut();
}

void PageHost::layOut()
{
    const Theme &theme = Theme::instance();
    // The gap to the inspector is the handle between them.
    layout()->setContentsMargins(theme.px(16), 0, m_beside ? 0 : theme.px(16), theme.px(8));
}

} // namespace phi1

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/attention_page.h"

#include "views/attention/attention_layout.h"
#include "views/attention/attention_page_p.h"

namespace phi1 {

AttentionPage::AttentionPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , d(std::make_unique<Private>(*this, context))
{}

AttentionPage::~AttentionPage() = default;

AttentionSession &AttentionPage::session() const
{
    return *d->session;
}

QString AttentionPage::facts() const
{
    return d->facts();
}

QList<QWidget *> AttentionPage::headerActions()
{
    return d->headerActions();
}

QWidget *AttentionPage::inspector()
{
    return d->layout()->inspector();
}

bool AttentionPage::inspectorIsIdle() const
{
    return d->layout()->pageWidth() != PageWidth::Narrow;
}

QString AttentionPage::inspectorTitle() const
{
    return tr("Scores");
}

QList<QWidget *> AttentionPage::panels() const
{
    return d->panels();
}

void AttentionPage::focusSearch()
{
    d->focusSearch();
}

QVariantMap AttentionPage::saveState() const
{
    return d->saveState();
}

void AttentionPage::restoreState(const QVariantMap &state)
{
    d->restoreState(state);
}

void AttentionPage::opened(const QVariantMap &arguments)
{
    d->open(arguments);
}

void AttentionPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    d->fitWidth();
}

void AttentionPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    d->fitWidth();
    d->onShown(true);
}

void AttentionPage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    d->onShown(false);
}

} // namespace phi1

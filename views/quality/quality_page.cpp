// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/quality_page.h"

#include "views/quality/quality_page_p.h"
#include "views/quality/scorer_panel.h"

#include <QStackedWidget>

namespace phi1 {

QualityPage::QualityPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , d(std::make_unique<Private>(*this, context))
{}

QualityPage::~QualityPage() = default;

QString QualityPage::facts() const
{
    return d->facts();
}

QList<QWidget *> QualityPage::headerActions()
{
    return d->headerActions();
}

QList<QWidget *> QualityPage::panels() const
{
    return {d->scorers, d->stack};
}

QVariantMap QualityPage::saveState() const
{
    return d->saveState();
}

void QualityPage::restoreState(const QVariantMap &state)
{
    d->restoreState(state);
}

void QualityPage::opened(const QVariantMap &arguments)
{
    d->open(arguments);
}

void QualityPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    d->fitWidth();
}

} // namespace phi1

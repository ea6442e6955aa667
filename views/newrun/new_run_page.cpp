// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/new_run_page.h"

#include <QLineEdit>

#include "views/newrun/command_panel.h"
#include "views/newrun/new_run_page_p.h"
#include "views/newrun/run_summary_panel.h"
#include "views/widgets/action_button.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/panel.h"

namespace phi1 {

using namespace Qt::StringLiterals;

NewRunPage::NewRunPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_private(std::make_unique<Private>(*this, context))
{
    m_private->build();
}

NewRunPage::~NewRunPage() = default;

QString NewRunPage::id() const
{
    return u"new-run"_s;
}

QString NewRunPage::title() const
{
    return tr("New run");
}

QString NewRunPage::iconName() const
{
    return u"plus"_s;
}

QString NewRunPage::facts() const
{
    const RunComposer &composer = m_private->composer;
    const QString what = composer.finetunes() ? tr("%1, finetuning").arg(composer.shape())
                                              : tr("%1, pretraining").arg(composer.shape());
    return composer.origin().isEmpty() ? what : tr("%1, from %2").arg(what, composer.origin());
}

QList<QWidget *> NewRunPage::headerActions()
{
    return {m_private->reasonLabel, m_private->resetButton, m_private->presetButton,
            m_private->queueButton, m_private->startButton};
}

QList<QWidget *> NewRunPage::panels() const
{
    return {m_private->formPanel, m_private->name, m_private->summary, m_private->command};
}

bool NewRunPage::showsInRail() const
{
    return false;
}

QString NewRunPage::railParent() const
{
    return u"runs"_s;
}

QVariantMap NewRunPage::saveState() const
{
    return {{u"draft"_s, m_private->composer.toMap()}};
}

void NewRunPage::restoreState(const QVariantMap &state)
{
    m_private->composer.fromMap(state.value(u"draft"_s).toMap());
}

void NewRunPage::opened(const QVariantMap &arguments)
{
    m_private->forecaster.start();
    m_private->refreshNames();
    m_private->take(arguments);
}

RunComposer &NewRunPage::composer() const
{
    return m_private->composer;
}

QString NewRunPage::reason() const
{
    return m_private->problem();
}

void NewRunPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    m_private->arrange();
}

void NewRunPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_private->arrange();
}

} // namespace phi1
